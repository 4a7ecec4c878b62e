#include "gateway/openai/legacy.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace gs::gateway::openai {
namespace {

ModelRequest legacy_of(std::string_view body, bool stream = false) {
  auto request = read_legacy_request(body, stream, "house-model", {});
  if (!request) ADD_FAILURE() << request.error().message;
  return *std::move(request);
}

TEST(LegacyTest, BecomesAChat) {
  const char* rows[][2] = {
      {R"({"prompt":"Gr\u00fc\u00df"})",
       R"({"model":"house-model","messages":[{"role":"user","content":"Gr\u00fc\u00df"}]})"},
      {R"({"model":"m","prompt":"a","max_tokens":5,"temperature":0.50,"other":1,"context":null})",
       R"({"model":"m","messages":[{"role":"user","content":"a"}],"max_tokens":5,)"
       R"("temperature":0.50})"},
  };
  for (const auto& [legacy, chat] : rows) EXPECT_EQ(legacy_of(legacy).upstream_body(), chat);
}

TEST(LegacyTest, CarriesTheContextAndTheStream) {
  ModelRequest request =
      legacy_of(R"({"prompt":"a","context":{"harm_score":0.5,"id":9007199254740993}})", true);
  ASSERT_NE(request.context(), nullptr);
  EXPECT_EQ(request.claims().harm_score, 0.5);
  EXPECT_EQ(request.context()->at("id").as_int64(), 9007199254740993);
  EXPECT_TRUE(request.stream());
  EXPECT_EQ(request.segments().size(), 1U);
  EXPECT_EQ(request.upstream_body().find("governance"), std::string::npos);
}

TEST(LegacyTest, NamesTheFieldThatIsWrong) {
  const char* rows[][2] = {
      {"{}", "'prompt' is required"},
      {R"({"prompt":7})", "'prompt' must be a string"},
      {R"({"prompt":"a","model":7})", "'model' must be a string"},
      {R"({"prompt":"a","max_tokens":-1})", "'max_tokens' must be from 0 to 2147483647"},
      {R"({"prompt":"a","context":[]})", "'context' must be an object"},
      {R"({"prompt":"a","context":{"harm_score":2}})",
       "'context.harm_score' must be a number from 0 to 1, not 2"},
      {"7", "The body must be a JSON object"},
      {"", "The body cannot be read: JSON ends too early (line 1 column 1)"},
  };
  for (const auto& [body, message] : rows) {
    auto request = read_legacy_request(body, false, "m", {});
    ASSERT_FALSE(request.has_value()) << body;
    EXPECT_EQ(request.error().message, message);
  }
}

// What the limits allow must not fail for the frame that the chat adds.
TEST(LegacyTest, LimitsTheBodyAndNotTheChat) {
  std::string body = R"({"prompt":"a","context":{"a":{"b":1}}})";
  JsonLimits limits{.max_depth = 3, .max_bytes = body.size()};
  EXPECT_TRUE(read_legacy_request(body, true, std::string(300, '"'), limits).has_value());
  limits.max_bytes -= 1;
  auto refused = read_legacy_request(body, true, "m", limits);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().status, 413);
}

TEST(LegacyTest, WritesTheHttpDialect) {
  ModelRequest request = legacy_of(R"({"prompt":"ann","max_tokens":9})", true);
  EXPECT_EQ(http_dialect_body(request),
            R"({"prompt":"ann","model":"house-model","max_tokens":9,"stream":true})");
  request.mask(0, "[P]");
  policy::SafeMode mode;
  mode.system_message = "Safe.";
  mode.max_tokens = 5;
  request.enter_safe_mode(mode);
  EXPECT_EQ(http_dialect_body(request),
            R"({"prompt":"Safe.\n\n[P]","model":"house-model","max_tokens":5,"temperature":0.2,)"
            R"("stream":true})");
}

TEST(LegacyTest, ReadsAndWritesAnswers) {
  const char* rows[][2] = {
      {R"({"content":"a\n","model":"m","usage":{"total_tokens": 3}})",
       R"({"content":"a\n","model":"m","usage":{"total_tokens": 3}})"},
      {R"({"text":"a","usage":7})", R"({"content":"a","model":"","usage":null})"},
      {R"({"model":"m","choices":[{"message":{"content":"a"}},{"message":{"content":"b"}}]})",
       R"({"content":"a","model":"m","usage":null})"},
      {R"({"choices":[{"message":{"content":null}}]})",
       R"({"content":"","model":"","usage":null})"},
  };
  for (const auto& [upstream, wanted] : rows) {
    auto answer = read_plain_answer(upstream, {});
    ASSERT_TRUE(answer.has_value()) << upstream;
    EXPECT_EQ(write_plain_answer(*answer), wanted);
  }
  EXPECT_EQ(read_plain_answer("{}", {}).error(), "the answer has no string 'content' or 'text'");
  EXPECT_EQ(read_plain_answer("{\"choices\":[]}", {}).error(),
            "the answer has no string 'content' or 'text'");
  EXPECT_EQ(read_plain_answer("<html>", {}).error().substr(0, 23), "the answer is not JSON:");
}

}  // namespace
}  // namespace gs::gateway::openai
