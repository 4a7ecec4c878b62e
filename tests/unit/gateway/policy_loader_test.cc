#include "gateway/policy_loader.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/digest.h"
#include "base/faulty_files.h"
#include "base/json.h"

namespace gs::gateway {
namespace {

class MemoryAudit final : public journal::AuditSink {
 public:
  Status record(const journal::AuditEvent& event) override {
    if (broken) return fail(ErrorCode::kIo, "no space left on device", "audit.jsonl");
    events.push_back(event);
    return Ok{};
  }
  std::vector<journal::AuditEvent> events;
  bool broken = false;
};

std::string policy_with(const std::string& id, const std::string& extra = "") {
  return "meta: {adr_id: T, change: {author: alice}}\n" + extra +
         "policy_as_code:\n  rules:\n    - {id: " + id +
         ", when: 'prompt.jailbreak_score > 0.5', action: flag}\n";
}

class PolicyLoaderTest : public ::testing::Test {
 protected:
  void put(const std::string& text) { ASSERT_TRUE(files_.replace("policy.yaml", text)); }
  PolicyLoader loader(const std::string& path = "policy.yaml") {
    return PolicyLoader(files_, path, {}, clock_, {}, metrics_, &audit_);
  }
  static const std::string& digest(const PolicyInForce& in_force) {
    return in_force.current()->inspector->policy().digest();
  }

  FaultyFiles files_;
  ManualClock clock_;
  telemetry::Metrics metrics_{{"test", ""}};
  MemoryAudit audit_;
};

TEST_F(PolicyLoaderTest, StartsWithTheBaselineWhereNoFileIsConfigured) {
  PolicyLoader loads = loader("");
  auto first = loads.load_first();
  ASSERT_TRUE(first) << first.error().to_string();
  EXPECT_EQ((*first)->origin, "baseline");
  auto rules = boost::json::parse((*first)->rules_document).as_object();
  EXPECT_EQ(rules.at("loaded_from"), "baseline");
  EXPECT_EQ(rules.at("policy_digest").as_string(), (*first)->inspector->policy().digest());
  ASSERT_EQ(audit_.events.size(), 1u);
  EXPECT_EQ(audit_.events[0].event, "policy_load");
}

TEST_F(PolicyLoaderTest, RefusesAFileThatIsMissingEmptyOrBroken) {
  PolicyLoader missing = loader();
  EXPECT_EQ(missing.load_first().error().code, ErrorCode::kNotFound);
  put("");
  auto empty = loader().load_first();
  ASSERT_FALSE(empty);
  EXPECT_NE(empty.error().message.find("empty"), std::string::npos) << empty.error().message;
  put("policy_as_code:\n  rules:\n    - {id: a, when: 'prompt.nope > 1', action: flag}\n");
  auto broken = loader().load_first();
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("policy.yaml:3:"), std::string::npos);
  EXPECT_NE(broken.error().message.find("^"), std::string::npos);
}

TEST_F(PolicyLoaderTest, SwapsAndAuditsAChange) {
  put(policy_with("one"));
  PolicyLoader loads = loader();
  PolicyInForce in_force(*loads.load_first());
  std::string before = digest(in_force);
  EXPECT_EQ(loads.reload(in_force).outcome, ReloadOutcome::kUnchanged);

  put(policy_with("two"));
  Reload reload = loads.reload(in_force);
  EXPECT_EQ(reload.outcome, ReloadOutcome::kSwapped);
  EXPECT_EQ(reload.old_digest, before);
  EXPECT_EQ(reload.new_digest, digest(in_force));
  EXPECT_NE(digest(in_force), before);
  ASSERT_EQ(audit_.events.size(), 2u);
  const journal::AuditEvent& event = audit_.events[1];
  EXPECT_EQ(event.event, "policy_reload");
  EXPECT_EQ(event.user, "alice");
  EXPECT_EQ(event.evidence_hash, "sha256:" + digest(in_force));
  std::string diff = boost::json::serialize(event.detail.at("diff"));
  EXPECT_NE(diff.find("\"one\""), std::string::npos) << diff;
  EXPECT_NE(diff.find("\"two\""), std::string::npos) << diff;
}

TEST_F(PolicyLoaderTest, KeepsTheOldPolicyWhenTheNewOneIsUnusable) {
  put(policy_with("one"));
  PolicyLoader loads = loader();
  PolicyInForce in_force(*loads.load_first());
  std::string before = digest(in_force);
  for (const std::string& bad :
       {std::string(), std::string("rules: ["), policy_with("one", "x: [")}) {
    put(bad);
    Reload reload = loads.reload(in_force);
    EXPECT_EQ(reload.outcome, ReloadOutcome::kRejected) << bad;
    EXPECT_FALSE(reload.problem.empty());
    EXPECT_EQ(loads.reload(in_force).outcome, ReloadOutcome::kUnchanged) << "reported once";
  }
  ASSERT_TRUE(files_.remove("policy.yaml"));
  EXPECT_EQ(loads.reload(in_force).outcome, ReloadOutcome::kRejected);
  EXPECT_EQ(digest(in_force), before);
  EXPECT_EQ(audit_.events.size(), 1u);

  put(policy_with("one"));
  EXPECT_EQ(loads.reload(in_force).outcome, ReloadOutcome::kSwapped) << "a good file works again";
}

TEST_F(PolicyLoaderTest, SaysWhenAChangeCouldNotBeAudited) {
  put(policy_with("one"));
  PolicyLoader loads = loader();
  PolicyInForce in_force(*loads.load_first());
  audit_.broken = true;
  put(policy_with("two"));
  Reload reload = loads.reload(in_force);
  EXPECT_EQ(reload.outcome, ReloadOutcome::kSwapped);
  EXPECT_NE(reload.audit_error.find("no space left"), std::string::npos);

  EXPECT_FALSE(loader().load_first()) << "starting unrecorded is refused";
}

// Whoever has the trail alone can tell what was in force.
TEST_F(PolicyLoaderTest, TheAuditEventHoldsTheDocument) {
  put(policy_with("one"));
  ASSERT_TRUE(loader().load_first());
  ASSERT_EQ(audit_.events.size(), 1u);
  const journal::AuditEvent& event = audit_.events[0];
  const auto canonical = canonical_json(event.detail.at("document"));
  ASSERT_TRUE(canonical);
  EXPECT_EQ("sha256:" + sha256_hex(*canonical), event.evidence_hash);
}

TEST_F(PolicyLoaderTest, AWeakenedBaselineRuleIsAnEventOfItsOwn) {
  put("meta: {adr_id: T, change: {author: alice}}\n"
      "policy_as_code:\n  rules:\n    - {id: jailbreak_detector, "
      "when: 'prompt.jailbreak_score > 0.99', action: flag, weaker_than_baseline: trial}\n");
  const auto loaded = loader().load_first();
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(audit_.events.size(), 2u);
  EXPECT_EQ(audit_.events[1].event, "baseline_weakened");
  EXPECT_EQ(audit_.events[1].user, "alice");
  EXPECT_EQ(audit_.events[1].detail.at("rule"), "jailbreak_detector");
}

// Whoever took the old policy keeps it.
TEST_F(PolicyLoaderTest, LeavesRequestsInFlightTheirPolicy) {
  put(policy_with("one"));
  PolicyLoader loads = loader();
  PolicyInForce in_force(*loads.load_first());
  std::shared_ptr<const LoadedPolicy> taken = in_force.current();
  std::string digest_before = taken->inspector->policy().digest();
  put(policy_with("two"));
  loads.reload(in_force);
  EXPECT_EQ(taken->inspector->policy().digest(), digest_before);
}

TEST(ReloadOutcomes, HaveNames) {
  EXPECT_EQ(to_string(ReloadOutcome::kUnchanged), "unchanged");
  EXPECT_EQ(to_string(ReloadOutcome::kSwapped), "swapped");
  EXPECT_EQ(to_string(ReloadOutcome::kRejected), "rejected");
}

}  // namespace
}  // namespace gs::gateway
