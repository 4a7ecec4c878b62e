#include "res/api/audit_entry.h"

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

namespace gs::res {
namespace {

log::Record record(std::string kind, std::string content) {
  log::Record made;
  made.kind = std::move(kind);
  made.event = "something_done";
  made.subject = "abc";
  made.model = "m1";
  made.actor = "ci-1";
  made.leaf_index = 7;
  made.content = std::move(content);
  return made;
}

TEST(AuditEntry, HasTheHistoricalMembersFirst) {
  const auto entry = audit_entry(
      record("evidence", R"({"artifactType":"dpia","claimed_user":"jane","modelVersion":"m1"})"));
  std::vector<std::string> names;
  for (const auto& member : entry) names.emplace_back(member.key());
  names.resize(6);
  EXPECT_EQ(names, (std::vector<std::string>{"timestamp", "event", "artifact_type", "model_version",
                                             "evidence_hash", "user"}));
  EXPECT_EQ(entry.at("timestamp"), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(entry.at("artifact_type"), "dpia");
  EXPECT_EQ(entry.at("model_version"), "m1");
  EXPECT_EQ(entry.at("evidence_hash"), "sha256:abc");
  EXPECT_EQ(entry.at("user"), "jane");
  EXPECT_EQ(entry.at("actor"), "ci-1");
}

struct Row {
  std::string kind, content, artifact_type, hash, user;
};

TEST(AuditEntry, SaysWhatWasTouchedAndByWhom) {
  const Row rows[] = {
      {"policy_change", "{}", "\"policy\"", "\"sha256:abc\"", "\"ci-1\""},
      {"access_change", "{}", "\"keys\"", "null", "\"ci-1\""},
      {"incident_update", "{}", "\"incident\"", "null", "\"ci-1\""},
      {"retention", R"({"claimed_user":""})", "\"retention\"", "null", "\"ci-1\""},
      {"evidence", "", "null", "\"sha256:abc\"", "\"ci-1\""},  // erased
      {"evidence", "not JSON", "null", "\"sha256:abc\"", "\"ci-1\""},
  };
  for (const Row& row : rows) {
    const auto entry = audit_entry(record(row.kind, row.content));
    EXPECT_EQ(boost::json::serialize(entry.at("artifact_type")), row.artifact_type) << row.kind;
    EXPECT_EQ(boost::json::serialize(entry.at("evidence_hash")), row.hash) << row.kind;
    EXPECT_EQ(boost::json::serialize(entry.at("user")), row.user) << row.kind;
  }
  log::Record nobody = record("snapshot", "");
  nobody.actor.clear();
  nobody.model.clear();
  EXPECT_EQ(audit_entry(nobody).at("user"), "anonymous");
  EXPECT_TRUE(audit_entry(nobody).at("model_version").is_null());
}

}  // namespace
}  // namespace gs::res
