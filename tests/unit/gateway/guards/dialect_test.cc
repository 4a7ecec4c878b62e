#include "gateway/guards/dialect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace gs::gateway::guards {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

Options of(Dialect dialect) {
  Options options;
  options.dialect = dialect;
  options.model = "m";
  options.detector = "hap-v1";
  return options;
}

Conversation prompt() {
  return {text::Phase::kPrompt, {{text::Role::kUser, "Hi"}}};
}

std::string chat(const std::string& words, const std::string& reason = "stop") {
  boost::json::object choice{{"message", {{"role", "assistant"}, {"content", words}}},
                             {"finish_reason", reason}};
  return boost::json::serialize(boost::json::object{{"choices", boost::json::array{choice}}});
}

TEST(Dialect, JudgeAsksAChatModel) {
  const Question question = question_of(of(Dialect::kJudge), prompt());
  EXPECT_EQ(question.path, "/v1/chat/completions");
  const auto body = boost::json::parse(question.body);
  EXPECT_EQ(body.at("model"), "m");
  EXPECT_EQ(body.at("temperature"), 0);
  EXPECT_EQ(body.at("stream"), false);
  EXPECT_EQ(body.at_pointer("/messages/0/role"), "system");
  EXPECT_EQ(body.at_pointer("/messages/1/role"), "user");
  EXPECT_THAT(std::string(body.at_pointer("/messages/0/content").as_string()),
              HasSubstr("attempts to override"));
}

TEST(Dialect, JudgeLooksForWhatTheSettingsSay) {
  Options options = of(Dialect::kJudge);
  options.instruction = "poems";
  EXPECT_THAT(question_of(options, prompt()).body, HasSubstr("Look for: poems."));
}

TEST(Dialect, LlamaGuardGetsTheConversationAlone) {
  const auto body = boost::json::parse(question_of(of(Dialect::kLlamaGuard), prompt()).body);
  EXPECT_EQ(body.at("messages").as_array().size(), 1u);
  EXPECT_EQ(body.at_pointer("/messages/0/content"), "Hi");
}

TEST(Dialect, LlamaGuardPromptWritesThePrompt) {
  const Question question = question_of(of(Dialect::kLlamaGuardPrompt), prompt());
  EXPECT_EQ(question.path, "/v1/completions");
  EXPECT_THAT(std::string(boost::json::parse(question.body).at("prompt").as_string()),
              HasSubstr("User: Hi"));
}

TEST(Dialect, TheDetectorIsNamedInAHeader) {
  const Question question = question_of(of(Dialect::kDetector), prompt());
  EXPECT_EQ(question.path, "/api/v1/text/contents");
  EXPECT_THAT(question.headers, ElementsAre(Pair("detector-id", "hap-v1")));
  EXPECT_THAT(question_of(of(Dialect::kModeration), prompt()).headers, IsEmpty());
}

TEST(Dialect, ReadsTheWordsOfAChoice) {
  EXPECT_EQ(read_answer(of(Dialect::kLlamaGuard), chat("\n\nunsafe\nS1"), 1)->score, 1);
  EXPECT_EQ(read_answer(of(Dialect::kLlamaGuardPrompt),
                        R"({"choices":[{"text":"\n\nsafe","finish_reason":"stop"}]})", 1)
                ->score,
            0);
  EXPECT_EQ(read_answer(of(Dialect::kJudge), chat("{\"score\":0.5}"), 1)->score, 0.5);
}

TEST(Dialect, AnAnswerThatWasCutOffIsNone) {
  EXPECT_FALSE(read_answer(of(Dialect::kLlamaGuard), chat("safe", "length"), 1));
}

TEST(Dialect, WhatIsNoCompletionIsNoAnswer) {
  for (const char* body :
       {"", "null", "{}", R"({"choices":[]})", R"({"choices":[{}]})",
        R"({"choices":[{"message":{"content":null}}]})", R"({"error":{"message":"no"}})"}) {
    EXPECT_FALSE(read_answer(of(Dialect::kJudge), body, 1)) << body;
  }
  EXPECT_FALSE(read_answer(of(Dialect::kJudge), chat(std::string(20'000, ' ') + "0.5"), 1));
}

}  // namespace
}  // namespace gs::gateway::guards
