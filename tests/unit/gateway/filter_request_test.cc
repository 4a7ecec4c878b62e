#include "gateway/filter_request.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace gs::gateway {
namespace {

TEST(FilterRequest, ReadsTextContextAndClaims) {
  auto read = read_filter_request(
      R"({"prompt": "héllo", "context": {"contains_pii": true, "tier": 3}, "extra": []})",
      text::Phase::kPrompt, {});
  ASSERT_TRUE(read);
  FilterRequest request = *std::move(read);
  EXPECT_EQ(request.text, "héllo");
  EXPECT_EQ(request.claims.contains_pii, true);
  EXPECT_EQ(request.context->at("tier").as_int64(), 3);
}

TEST(FilterRequest, TakesNoContextAndANullContextAlike) {
  for (const char* body : {R"({"output": ""})", R"({"output": "", "context": null})"}) {
    auto read = read_filter_request(body, text::Phase::kOutput, {});
    ASSERT_TRUE(read) << body;
    EXPECT_EQ(read->context, nullptr);
  }
}

struct BadBody {
  std::string body;
  int status;
  std::string field;
  std::string detail;
};

TEST(FilterRequest, NamesWhatIsWrong) {
  const BadBody cases[] = {
      {"", 400, "", "ends too early"},
      {"{\"prompt\": \"a\"", 400, "", "line 1 column"},
      {"not json", 400, "", "line 1 column 1"},
      {"[]", 422, "", "must be a JSON object"},
      {"\"prompt\"", 422, "", "must be a JSON object"},
      {"{}", 422, "prompt", "is required"},
      {R"({"output": "x"})", 422, "prompt", "is required"},
      {R"({"prompt": 1})", 422, "prompt", "must be a string"},
      {R"({"prompt": null})", 422, "prompt", "must be a string"},
      {R"({"prompt": "a", "prompt": "b"})", 400, "", "duplicate name \"prompt\""},
      {R"({"prompt": "a", "context": []})", 422, "context", "must be an object"},
      {R"({"prompt": "a", "context": {"lawful_basis": 3}})", 422, "context.lawful_basis", "string"},
      {R"({"prompt": "a", "context": {"jailbreak_score": "0.9"}})", 422, "context.jailbreak_score",
       "number from 0 to 1"},
      {R"({"prompt": "a", "context": {"jailbreak_score": NaN}})", 422, "context.jailbreak_score",
       "not JSON"},
      {R"({"prompt": "a", "context": {"jailbreak_score": 7.0}})", 422, "context.jailbreak_score",
       "not 7"},
      {"{\"prompt\": \"\xff\"}", 400, "", "line 1 column"},
      {"{\"prompt\": " + std::string(1000, '[') + std::string(1000, ']') + "}", 400, "",
       "64 levels"},
  };
  for (const BadBody& c : cases) {
    auto read = read_filter_request(c.body, text::Phase::kPrompt, {});
    ASSERT_FALSE(read) << c.body;
    EXPECT_EQ(read.error().status, c.status) << c.body;
    EXPECT_EQ(read.error().field, c.field) << c.body;
    EXPECT_NE(read.error().detail.find(c.detail), std::string::npos) << read.error().detail;
  }
}

}  // namespace
}  // namespace gs::gateway
