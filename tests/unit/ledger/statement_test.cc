#include "ledger/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/digest.h"

namespace gs::ledger {
namespace {

using ::testing::HasSubstr;

Statement statement() {
  return {{{"model-7", sha256_hex("a")}, {"", sha256_hex("b")}},
          std::string(kTestResultPredicate),
          {{"result", "PASSED"}, {"configuration", boost::json::array()}}};
}

TEST(Statement, IsCanonicalJson) {
  EXPECT_EQ(
      statement().to_json().value(),
      R"({"_type":"https://in-toto.io/Statement/v1","predicate":{"configuration":[],)"
      R"("result":"PASSED"},"predicateType":"https://in-toto.io/attestation/test-result/v0.1",)"
      R"("subject":[{"digest":{"sha256":")" +
          sha256_hex("a") + R"("},"name":"model-7"},{"digest":{"sha256":")" + sha256_hex("b") +
          R"("}}]})");
}

TEST(Statement, ComesBackAsItWent) {
  const auto read = Statement::parse(statement().to_json().value());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->subjects, statement().subjects);
  EXPECT_EQ(read->predicate_type, statement().predicate_type);
  EXPECT_EQ(read->predicate, statement().predicate);
}

TEST(Statement, WhatHasNoCanonicalFormIsAnError) {
  Statement wrong = statement();
  wrong.predicate["count"] = uint64_t{1} << 60;
  const auto json = wrong.to_json();
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(json.error().where, "predicate.count");
}

TEST(Statement, ReadsWhatOthersWrite) {
  const auto read = Statement::parse(
      R"({"predicateType": "p", "_type": "https://in-toto.io/Statement/v1", "more": 1,
          "subject": [{"uri": "u", "digest": {"sha512": "00", "sha256": ")" +
      sha256_hex("a") + R"("}}]})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->subjects[0].sha256, sha256_hex("a"));
  EXPECT_TRUE(read->predicate.empty());
}

TEST(Statement, NamesTheMemberThatIsWrong) {
  const std::string type = R"("_type":"https://in-toto.io/Statement/v1",)";
  const std::string subject = R"("subject":[{"digest":{"sha256":")" + sha256_hex("a") + R"("}}])";
  std::string many;
  for (size_t i = 0; i <= kMaxSubjects; ++i) many += "{},";
  many.pop_back();
  struct Row {
    std::string json;
    const char* message;
  };
  const Row rows[] = {
      {"", "JSON"},
      {"1", "it is not an object"},
      {"{" + subject + "}", "the type is not https://in-toto.io/Statement/v1 (_type)"},
      {R"({"_type":"https://in-toto.io/Statement/v0.1"})", "(_type)"},
      {"{" + type + R"("subject":[]})", "there is no list with a subject (subject)"},
      {"{" + type + R"("subject":{}})", "there is no list with a subject (subject)"},
      {"{" + type + R"("subject":[)" + many + "]}", "more than 1000 subjects (subject)"},
      {"{" + type + R"("subject":[1]})", "a subject is not an object (subject[0])"},
      {"{" + type + R"("subject":[{"name":1}]})", "the name is not a string (subject[0].name)"},
      {"{" + type + R"("subject":[{"digest":{"sha1":"00"}}]})", "(subject[0].digest.sha256)"},
      {"{" + type + R"("subject":[{"digest":{"sha256":"00"}}]})", "(subject[0].digest.sha256)"},
      {"{" + type + R"("subject":[{"digest":{"sha256":")" + std::string(64, 'A') + R"("}}]})",
       "the digest is not 64 hex digits in lower case (subject[0].digest.sha256)"},
      {"{" + type + subject + "}", "there is no type of the predicate (predicateType)"},
      {"{" + type + subject + R"(,"predicateType":"p","predicate":[]})",
       "it is not an object (predicate)"},
  };
  for (const Row& row : rows) {
    const auto read = Statement::parse(row.json);
    ASSERT_FALSE(read) << row.json;
    EXPECT_THAT(read.error().to_string(), HasSubstr(row.message)) << row.json;
  }
}

}  // namespace
}  // namespace gs::ledger
