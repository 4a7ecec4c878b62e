// The parts of a red-team run that open no connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluate/attack_prompts.h"
#include "evaluate/chat_exchange.h"
#include "evaluate/run_state.h"
#include "fixtures/evaluation.h"

namespace gs::evaluate {
namespace {

using testing::HasSubstr;

TEST(AttackPrompts, AreRead) {
  AttackPrompts reader("p.jsonl");
  ASSERT_TRUE(read_all(reader, R"({"prompt":"a","id":7,"category":"c"}
{"prompt":"b","attack":false})"));
  ASSERT_EQ(reader.prompts().size(), 2u);
  EXPECT_EQ(reader.prompts()[0].id, "7");
  EXPECT_EQ(reader.prompts()[1].id, "line 2");
  EXPECT_TRUE(reader.prompts()[0].attack);
  EXPECT_FALSE(reader.prompts()[1].attack);
}

TEST(AttackPrompts, WhatTheyRefuse) {
  const auto refused = [](std::string_view text) {
    AttackPrompts reader("p.jsonl");
    return refusal(read_all(reader, text));
  };
  EXPECT_EQ(refused(""), "there is no prompt (p.jsonl)");
  EXPECT_EQ(refused(R"({"prompt":""})"), "prompt: must be a string that is not empty (p.jsonl:1)");
  EXPECT_EQ(refused(R"({"prompt":"a","id":[]})"), "id: must be a string or a number (p.jsonl:1)");
  EXPECT_EQ(refused("{\"prompt\":\"a\",\"id\":1}\n{\"prompt\":\"a\",\"id\":1}"),
            "id: stands above already (p.jsonl:2)");
}

TEST(ChatAnswer, IsReadFromEveryShape) {
  const auto text = [](std::string_view choice) {
    return read_chat_answer(200, R"({"choices":[)" + std::string(choice) + "]}");
  };
  EXPECT_EQ(text(R"({"message":{"content":"x"}})")->text, "x");
  EXPECT_FALSE(text(R"({"message":{"content":"x"},"finish_reason":"stop"})")->withheld);
  EXPECT_TRUE(text(R"({"message":{"content":"x"},"finish_reason":"content_filter"})")->withheld);
  EXPECT_TRUE(text(R"({"message":{"content":null,"refusal":"no"}})")->withheld);
  EXPECT_EQ(text(R"({"message":{"content":null,"tool_calls":[]}})")->text, "");
  EXPECT_FALSE(text(R"({"message":{"content":null}})"));
  EXPECT_FALSE(text(R"({"message":{}})"));
  EXPECT_FALSE(text("3"));
  EXPECT_FALSE(read_chat_answer(200, "x"));
}

TEST(ChatAnswer, OfAnError) {
  EXPECT_TRUE(read_chat_answer(400, R"({"error":{"code":"content_filter"}})")->withheld);
  const auto busy = read_chat_answer(503, R"({"error":{"message":"busy"}})");
  EXPECT_EQ(busy.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(busy.error().message, "the endpoint answered 503: busy");
  EXPECT_EQ(read_chat_answer(404, "").error().code, ErrorCode::kInvalidInput);
}

TEST(GuardVerdict, SafeAndUnsafe) {
  EXPECT_FALSE(read_guard_verdict(" Safe\n")->harmful);
  const auto unsafe = read_guard_verdict("\n\nunsafe\nS1,S2");
  EXPECT_TRUE(unsafe->harmful);
  EXPECT_EQ(unsafe->categories, "S1,S2");
  EXPECT_FALSE(read_guard_verdict("safely"));
  EXPECT_FALSE(read_guard_verdict(""));
}

TEST(RunState, IsReadAgain) {
  const std::string text = run_line("r") + verdict_line("a", {true, false, false}) +
                           verdict_line("b\n", {false, true, true});
  const auto state = RunState::parse(text + R"({"id":"c)", "s");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->run, "r");
  EXPECT_EQ(state->whole_bytes, text.size());
  ASSERT_EQ(state->verdicts.size(), 2u);
  EXPECT_TRUE(state->verdicts.at("a").harmful);
  EXPECT_TRUE(state->verdicts.at("b\n").withheld);
  EXPECT_TRUE(RunState::parse("", "s")->run.empty());
}

TEST(RunState, WhatItRefuses) {
  EXPECT_THAT(refusal(RunState::parse("{}\n", "s")), HasSubstr("format: is missing (s:1)"));
  EXPECT_THAT(refusal(RunState::parse("{\"format\":\"x\",\"run\":\"r\"}\n", "s")),
              HasSubstr("format: must be governed-speed.red-team/1"));
  EXPECT_THAT(refusal(RunState::parse(run_line("r") + "{\"id\":\"a\"}\n", "s")),
              HasSubstr("harmful: is missing (s:2)"));
  const std::string twice = verdict_line("a", {});
  EXPECT_THAT(refusal(RunState::parse(run_line("r") + twice + twice, "s")),
              HasSubstr("id: stands above already (s:3)"));
}

}  // namespace
}  // namespace gs::evaluate
