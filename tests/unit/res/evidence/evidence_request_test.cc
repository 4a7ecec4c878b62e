#include "res/evidence/evidence_request.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <limits>

#include "base/digest.h"
#include "base/json.h"

namespace gs::res {
namespace {

namespace json = boost::json;

// Ids by another implementation of RFC 8785: make_ids.py beside the file.
TEST(EvidenceRequest, IdIsTheDigestOfTheCanonicalForm) {
  std::ifstream file(GS_FIXTURES "/evidence/ids.jsonl");
  size_t rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    const json::value row = json::parse(line);
    const std::string body(row.at("body").as_string());
    const auto parsed = parse_json(body);
    ASSERT_TRUE(parsed) << body;
    const auto request = parse_evidence(*parsed);
    ASSERT_TRUE(request) << body << ": " << request.error().to_string();
    EXPECT_EQ(request->id, row.at("id").as_string()) << body;
    EXPECT_EQ(sha256_hex(request->canonical), request->id);
  }
  EXPECT_EQ(rows, 11U);
}

struct BadBody {
  const char* body;
  const char* error;  // message and field
};

TEST(EvidenceRequest, RefusesBadBodiesByField) {
  const BadBody rows[] = {
      {R"([])", "the body must be an object"},
      {R"({"modelVersion":"m","contentRef":"r"})", "artifactType is required (artifactType)"},
      {R"({"artifactType":7,"modelVersion":"m","contentRef":"r"})",
       "artifactType must be a string (artifactType)"},
      {R"({"artifactType":"report","modelVersion":"m","contentRef":"r"})",
       "artifactType must be one of ci_evidence, eval_pack, model_card, system_card, dpia, "
       "risk_register, signoff, classification, other (artifactType)"},
      {R"({"artifactType":"other","contentRef":"r"})", "modelVersion is required (modelVersion)"},
      {R"({"artifactType":"other","modelVersion":null,"contentRef":"r"})",
       "modelVersion must be a string (modelVersion)"},
      {R"({"artifactType":"other","modelVersion":"","contentRef":"r"})",
       "modelVersion must not be empty (modelVersion)"},
      {R"({"artifactType":"other","modelVersion":"a\nb","contentRef":"r"})",
       "modelVersion must not hold control characters (modelVersion)"},
      {R"({"artifactType":"other","modelVersion":"m"})", "contentRef is required (contentRef)"},
      {R"({"artifactType":"other","modelVersion":"m","contentRef":["r"]})",
       "contentRef must be a string (contentRef)"},
      {R"({"artifactType":"other","modelVersion":"m","contentRef":"r","metadata":[1]})",
       "metadata must be an object (metadata)"},
      {R"({"artifactType":"other","modelVersion":"m","contentRef":"r","meta":{}})",
       "unknown member \"meta\" (meta)"},
  };
  for (const BadBody& row : rows) {
    const auto request = parse_evidence(json::parse(row.body));
    ASSERT_FALSE(request) << row.body;
    EXPECT_EQ(request.error().to_string(), row.error) << row.body;
  }
}

json::object good_body() {
  return {{"artifactType", "other"}, {"modelVersion", "m"}, {"contentRef", "r"}};
}

TEST(EvidenceRequest, RefusesNumbersThatAreNone) {
  json::object body = good_body();
  body["metadata"] = {{"scores", json::array{1.0, std::numeric_limits<double>::quiet_NaN()}}};
  EXPECT_EQ(parse_evidence(body).error().where, "metadata.scores[1]");
  body["metadata"] = json::object{{"x", std::numeric_limits<double>::infinity()}};
  EXPECT_EQ(parse_evidence(body).error().where, "metadata.x");
  body["metadata"] = json::object{{"x", (uint64_t{1} << 53) + 1}};
  EXPECT_EQ(parse_evidence(body).error().where, "metadata.x");
}

TEST(EvidenceRequest, LimitsTheSizeOfEachField) {
  json::object body = good_body();
  // {"x":"..."} is 8 bytes and the text.
  body["metadata"] = json::object{{"x", std::string(kMaxMetadataBytes - 8, 'a')}};
  EXPECT_TRUE(parse_evidence(body));
  body["metadata"] = json::object{{"x", std::string(kMaxMetadataBytes - 7, 'a')}};
  const auto refused = parse_evidence(body);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(refused.error().to_string(),
            "metadata is 65537 bytes as canonical JSON, more than 65536 (metadata)");
  body = good_body();
  body["modelVersion"] = std::string(kMaxModelVersionBytes + 1, 'm');
  EXPECT_EQ(parse_evidence(body).error().to_string(),
            "modelVersion is longer than 256 bytes (modelVersion)");
  body = good_body();
  body["contentRef"] = std::string(kMaxContentRefBytes + 1, 'r');
  EXPECT_EQ(parse_evidence(body).error().to_string(),
            "contentRef is longer than 4096 bytes (contentRef)");
}

}  // namespace
}  // namespace gs::res
