#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "unit/gateway/openai/request_fixture.h"

namespace gs::gateway::openai {
namespace {

struct Row {
  const char* name;
  Endpoint endpoint;
  const char* before;
  const char* after;
};

policy::SafeMode strict_mode(bool tools) {
  policy::SafeMode mode;
  mode.system_message = "Be \"safe\".";
  mode.max_temperature = 0.2;
  mode.max_tokens = 100;
  mode.tools = tools;
  return mode;
}

std::string in_safe_mode(Endpoint endpoint, std::string_view body, bool tools = false) {
  ModelRequest request = request_of(endpoint, body);
  request.enter_safe_mode(strict_mode(tools));
  return request.upstream_body();
}

TEST(SafeModeTest, CapsAndPrefixes) {
  const Row rows[] = {
      {"chat, nothing set", Endpoint::kChat, R"({"messages":[ {"role":"user","content":"q"}]})",
       R"({"messages":[{"role":"system","content":"Be \"safe\"."}, {"role":"user","content":"q"}],)"
       R"("temperature":0.2,"max_tokens":100})"},
      {"chat, all set", Endpoint::kChat,
       R"({"temperature":1,"max_tokens":50,"max_completion_tokens":5e2,"tools":[{"type":"x"}],)"
       R"("min_tokens":400,"messages":[{"role":"user"}],"tool_choice":"auto"})",
       R"({"temperature":0.2,"max_tokens":50,"max_completion_tokens":100,"min_tokens":100,)"
       R"("messages":[{"role":"system","content":"Be \"safe\"."},{"role":"user"}]})"},
      {"prompts", Endpoint::kCompletions,
       R"({"prompt":["a",""],"temperature":0,"max_tokens":null})",
       R"({"prompt":["Be \"safe\".\n\na","Be \"safe\".\n\n"],"temperature":0,"max_tokens":100})"},
      {"instructions set", Endpoint::kResponses,
       R"({"input":"a","instructions":"i","temperature":0,"max_output_tokens":1})",
       R"({"input":"a","instructions":"Be \"safe\".\n\ni","temperature":0,"max_output_tokens":1})"},
      {"instructions absent", Endpoint::kResponses, R"({"input":"a","temperature":null})",
       R"({"input":"a","temperature":0.2,"instructions":"Be \"safe\".","max_output_tokens":100})"},
      {"embeddings", Endpoint::kEmbeddings, R"({"input":"a"})", R"({"input":"a"})"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(in_safe_mode(row.endpoint, row.before), row.after) << row.name;
  }
}

TEST(SafeModeTest, KeepsToolsWhereAllowed) {
  std::string body = R"({"messages":[{"role":"user"}],"tools":[],"functions":[]})";
  EXPECT_NE(in_safe_mode(Endpoint::kChat, body, true).find("\"tools\":[]"), std::string::npos);
  std::string without = in_safe_mode(Endpoint::kChat, body, false);
  EXPECT_EQ(without.find("tools\":["), std::string::npos);
  EXPECT_EQ(without.find("functions"), std::string::npos);
}

TEST(SafeModeTest, JoinsWithMasksInAnyOrder) {
  for (bool mask_first : {true, false}) {
    ModelRequest request =
        request_of(Endpoint::kCompletions,
                   R"({"prompt":"ann","temperature":0,"max_tokens":1,"tools":["bob"]})");
    if (mask_first) request.mask(segment_at(request, "prompt"), "[P]");
    request.enter_safe_mode(strict_mode(false));
    if (!mask_first) request.mask(segment_at(request, "prompt"), "[P]");
    request.mask(segment_at(request, "tools[0]"), "[Q]");
    EXPECT_EQ(request.upstream_body(),
              R"({"prompt":"Be \"safe\".\n\n[P]","temperature":0,"max_tokens":1})");
  }
}

}  // namespace
}  // namespace gs::gateway::openai
