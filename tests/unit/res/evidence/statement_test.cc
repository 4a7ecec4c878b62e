#include "res/evidence/statement.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/digest.h"
#include "fixtures/log_fixture.h"

namespace gs::res {
namespace {

namespace json = boost::json;

Evidence evidence(const std::string& type, const json::value& metadata) {
  Evidence out;
  out.id = std::string(64, 'a');
  out.artifact_type = type;
  out.model_version = "m1";
  out.metadata = metadata;
  out.content_ref = "s3://bucket/run.json";
  return out;
}

TEST(Statement, OfContentOrOfTheEvidence) {
  Evidence of = evidence("dpia", {{"k", 1}});
  ledger::Statement statement = statement_of(of);
  ASSERT_EQ(statement.subjects.size(), 1U);
  EXPECT_EQ(statement.subjects[0].name, "s3://bucket/run.json");
  EXPECT_EQ(statement.subjects[0].sha256, of.id);
  EXPECT_EQ(statement.predicate_type, kEvidencePredicate);
  EXPECT_EQ(statement.predicate.at("metadata"), (json::object{{"k", 1}}));
  of.content = EvidenceContent{.digest = sha256("bytes")};
  EXPECT_EQ(statement_of(of).subjects[0].sha256, sha256_hex("bytes"));
}

struct ResultRow {
  const char* metadata;
  const char* result;
};

TEST(Statement, TestResultsAreNotInvented) {
  const ResultRow rows[] = {
      {R"({"status":"pass"})", "PASSED"},
      {R"({"verdict":"warn"})", "WARNED"},
      {R"({"result":"FAILED","status":"pass"})", "FAILED"},
      {R"({"violations":["quality.pass_at_5"]})", "FAILED"},
      {R"({"violations":[]})", "WARNED"},
      {R"({"status":7})", "WARNED"},
      {"null", "WARNED"},
  };
  for (const ResultRow& row : rows) {
    const ledger::Statement statement =
        statement_of(evidence("ci_evidence", json::parse(row.metadata)));
    EXPECT_EQ(statement.predicate_type, ledger::kTestResultPredicate);
    EXPECT_EQ(statement.predicate.at("result"), row.result) << row.metadata;
    EXPECT_EQ(statement.predicate.at("configuration"), json::array());
  }
  const auto unknown = statement_of(evidence("ci_evidence", nullptr)).predicate;
  EXPECT_EQ(unknown.at("warnedTests"), json::array{"the evidence does not say how it went"});
}

TEST(Statement, IsSignedByTheLogsKey) {
  const ledger::NoteSigner signer = test::log_signer();
  const auto envelope = sign_statement(evidence("dpia", nullptr), signer);
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->signatures.at(0).key_id, "res.example/log1+8b84b602");
  EXPECT_TRUE(envelope->verify(signer.key().public_key()));
  Evidence erased = evidence("dpia", nullptr);
  erased.erased = true;
  EXPECT_EQ(sign_statement(erased, signer).error().to_string(), "this evidence was erased (id)");
}

}  // namespace
}  // namespace gs::res
