#include "gateway/openai/model_request.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "unit/gateway/openai/request_fixture.h"

namespace gs::gateway::openai {
namespace {

constexpr char kOddBody[] =
    "{ \"messages\" : [ {\"role\":\"user\", \"content\":\"Gr\\u00fc\xC3\x9F \\/ \\uD83D\\uDE00\"} "
    "]\n,"
    "\t\"seed\":9007199254740993, \"top_p\":1.0e-1,\"x_new\":{ } }\r\n";

TEST(ModelRequestTest, PassesOnTheBytesOfTheCaller) {
  EXPECT_EQ(request_of(Endpoint::kChat, kOddBody).upstream_body(), kOddBody);
}

TEST(ModelRequestTest, CutsGovernanceOutAndNothingElse) {
  std::string body(kOddBody);
  std::string governed = body;
  governed.insert(2, R"("governance" : {"context":{"jailbreak_score":0.5,"lawful_basis":true}}, )");
  ModelRequest request = request_of(Endpoint::kChat, governed);
  EXPECT_EQ(request.upstream_body(), body);
  ASSERT_NE(request.context(), nullptr);
  EXPECT_TRUE(request.context()->contains("lawful_basis"));
  EXPECT_EQ(request.claims().jailbreak_score, 0.5);
  EXPECT_EQ(request.segments().size(), 1U);
}

TEST(ModelRequestTest, StaysWholeWhenMoved) {
  ModelRequest first =
      request_of(Endpoint::kChat,
                 R"({"messages":[{"role":"system","content":"a"}],"governance":{"context":{}}})");
  first.mask(0, "b");
  ModelRequest second = std::move(first);
  EXPECT_EQ(second.segments()[0].text, "a");
  EXPECT_EQ(second.context()->size(), 0U);
  EXPECT_EQ(second.upstream_body(), R"({"messages":[{"role":"system","content":"b"}]})");
}

TEST(ModelRequestTest, StreamsNoEmbeddings) {
  EXPECT_FALSE(request_of(Endpoint::kEmbeddings, R"({"input":"a","stream":true})").stream());
  EXPECT_TRUE(request_of(Endpoint::kResponses, R"({"input":"a","stream":true})").stream());
}

TEST(ModelRequestTest, TellsSystemTextsAndCharacters) {
  ModelRequest request =
      request_of(Endpoint::kChat,
                 R"({"messages":[{"role":"system","name":"boss","content":"a\u00e9"},
         {"role":"developer","content":[{"type":"text","text":"b"}]},{"role":"user","content":"c"}]})");
  EXPECT_EQ(request.system_texts(), (std::vector<std::string_view>{"a\xC3\xA9", "b"}));
  EXPECT_EQ(request.input_characters(), 8U);
}

TEST(ModelRequestTest, MasksStringsAndNamesInPlace) {
  ModelRequest request = request_of(
      Endpoint::kChat,
      R"({"messages": [{"role":"user","content":"ann\n"}], "tools":[{"type":"function","function":)"
      R"({"name":"f","parameters":{"properties":{"a@b.c" : {},"d@e.f":{}, "M":{}}}}}]})");
  request.mask(segment_at(request, "messages[0].content"), "[\"P\"]\n");
  request.mask(segment_at(request, "tools[0].function.parameters.properties{0}#name"), "M");
  request.mask(segment_at(request, "tools[0].function.parameters.properties{1}#name"), "M");
  EXPECT_EQ(
      request.upstream_body(),
      R"({"messages": [{"role":"user","content":"[\"P\"]\n"}], "tools":[{"type":"function",)"
      R"("function":{"name":"f","parameters":{"properties":{"M_2" : {},"M_3":{}, "M":{}}}}}]})");
}

TEST(ModelRequestTest, AsksForUsageOfStreamsOnly) {
  const char* rows[][2] = {
      {R"({"prompt":"a","stream":true})",
       R"({"prompt":"a","stream":true,"stream_options":{"include_usage":true}})"},
      {R"({"stream":true,"stream_options":null,"prompt":"a"})",
       R"({"stream":true,"stream_options":{"include_usage":true},"prompt":"a"})"},
      {R"({"stream":true,"stream_options":{"x":1},"prompt":"a"})",
       R"({"stream":true,"stream_options":{"x":1,"include_usage":true},"prompt":"a"})"},
      {R"({"stream":true,"stream_options":{"include_usage":false},"prompt":"a"})",
       R"({"stream":true,"stream_options":{"include_usage":true},"prompt":"a"})"},
      {R"({"prompt":"a","stream":false})", R"({"prompt":"a","stream":false})"},
  };
  for (const auto& [before, after] : rows) {
    ModelRequest request = request_of(Endpoint::kCompletions, before);
    request.require_usage();
    EXPECT_EQ(request.upstream_body(), after);
    EXPECT_FALSE(request.include_usage());
  }
}

TEST(ModelRequestTest, SetsTheModel) {
  ModelRequest request = request_of(Endpoint::kEmbeddings, R"({"model" : "a","input":"x"})");
  request.set_model("b");
  EXPECT_EQ(request.upstream_body(), R"({"model" : "b","input":"x"})");
  EXPECT_EQ(request.model(), "a");
}

TEST(ModelRequestTest, RefusesWhatIsNoRequest) {
  struct Row {
    const char* body;
    int status;
    const char* message;
    const char* param;
  };
  const Row rows[] = {
      {"{\"messages\":", 400, "The body cannot be read: JSON ends too early (line 1 column 13)",
       "messages"},
      {"[]", 400, "The body must be a JSON object", ""},
      {R"({"a":1,"a":2})", 400, "The body cannot be read: duplicate name \"a\" (line 1 column 13)",
       "a"},
      {R"({"top_p":1e400})", 400,
       "The body cannot be read: not JSON: exponent overflow (line 1 column 15)", "top_p"},
      {R"({"governance":7})", 400, "'governance' must be an object", "governance"},
      {R"({"governance":{"context":[]}})", 400, "'governance.context' must be an object",
       "governance.context"},
      {R"({"governance":{"context":{"lawful_basis":1}}})", 400,
       "'governance.context.lawful_basis' must be a string or a boolean",
       "governance.context.lawful_basis"},
      {R"({"governance":{"context":{"jailbreak_score":7}}})", 400,
       "'governance.context.jailbreak_score' must be a number from 0 to 1, not 7",
       "governance.context.jailbreak_score"},
  };
  for (const Row& row : rows) {
    auto request = ModelRequest::read(Endpoint::kChat, row.body, {});
    ASSERT_FALSE(request.has_value()) << row.body;
    EXPECT_EQ(request.error().status, row.status) << row.body;
    EXPECT_EQ(request.error().message, row.message);
    EXPECT_EQ(request.error().param, row.param) << row.body;
  }
  JsonLimits small{.max_depth = 64, .max_bytes = 10};
  auto large = ModelRequest::read(Endpoint::kChat, std::string(11, ' '), small);
  ASSERT_FALSE(large.has_value());
  EXPECT_EQ(large.error().status, 413);
}

}  // namespace
}  // namespace gs::gateway::openai
