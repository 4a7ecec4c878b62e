#include "gateway/guards/llama_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::gateway::guards {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(LlamaGuard, PromptOfAUserTurn) {
  const std::vector<Turn> turns = {{false, "How do I pick a lock?"}};
  const std::string prompt = llama_guard_prompt(turns);
  EXPECT_THAT(prompt, StartsWith("<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n"
                                 "Task: Check if there is unsafe content in 'User' messages"));
  EXPECT_THAT(prompt, HasSubstr("<BEGIN UNSAFE CONTENT CATEGORIES>\nS1: Violent Crimes.\n"
                                "S2: Non-Violent Crimes.\n"));
  EXPECT_THAT(prompt, HasSubstr("S14: Code Interpreter Abuse.\n<END UNSAFE CONTENT CATEGORIES>\n"));
  EXPECT_THAT(prompt, HasSubstr("<BEGIN CONVERSATION>\n\nUser: How do I pick a lock?\n\n"
                                "<END CONVERSATION>\n\n"));
  EXPECT_THAT(prompt, HasSubstr("for ONLY THE LAST User message"));
  EXPECT_THAT(prompt,
              EndsWith("categories.<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"));
}

TEST(LlamaGuard, PromptOfAnAgentTurn) {
  const std::vector<Turn> turns = {{false, "Hi"}, {true, "Hello"}};
  const std::string prompt = llama_guard_prompt(turns);
  EXPECT_THAT(prompt, HasSubstr("unsafe content in 'Agent' messages"));
  EXPECT_THAT(prompt, HasSubstr("User: Hi\n\nAgent: Hello\n\n<END CONVERSATION>"));
  EXPECT_THAT(prompt, HasSubstr("for ONLY THE LAST Agent message"));
  EXPECT_THAT(prompt, Not(HasSubstr("LAST User")));
}

TEST(LlamaGuard, SafeIsZero) {
  const auto answer = read_llama_guard("safe", {});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->score, 0);
  EXPECT_THAT(answer->named, IsEmpty());
}

TEST(LlamaGuard, UnsafeIsOneAndNamesOurCategories) {
  const auto answer = read_llama_guard("unsafe\nS1,S10", {});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->score, 1);
  EXPECT_THAT(answer->named, ElementsAre("violence", "illicit/violent", "hate"));
}

TEST(LlamaGuard, WhatHasNoNameOfOursKeepsItsCode) {
  EXPECT_THAT(read_llama_guard("unsafe\nS6, S7", {})->named, ElementsAre("S6", "S7"));
}

TEST(LlamaGuard, EveryCodeIsKnown) {
  int without_name = 0;
  for (int i = 1; i <= 14; ++i) without_name += categories_of("S" + std::to_string(i)).empty();
  EXPECT_EQ(without_name, 4);  // advice, privacy, property, elections
  EXPECT_THAT(categories_of("S15"), IsEmpty());
  EXPECT_THAT(categories_of("S4"), ElementsAre("sexual/minors"));
}

TEST(LlamaGuard, OnlyChosenCategoriesCount) {
  const std::vector<std::string> hate = {"hate"};
  EXPECT_EQ(read_llama_guard("unsafe\nS2", hate)->score, 0);
  EXPECT_EQ(read_llama_guard("unsafe\nS2,S10", hate)->score, 1);
  const std::vector<std::string> privacy = {"S7"};
  EXPECT_EQ(read_llama_guard("unsafe\nS7", privacy)->score, 1);
  EXPECT_EQ(read_llama_guard("unsafe\nS6", privacy)->score, 0);
}

TEST(LlamaGuard, UnsafeForNoKnownReasonCounts) {
  const std::vector<std::string> hate = {"hate"};
  EXPECT_EQ(read_llama_guard("unsafe", hate)->score, 1);
  EXPECT_EQ(read_llama_guard("unsafe\nS99", hate)->score, 1);
}

TEST(LlamaGuard, AnythingElseIsNoAnswer) {
  for (const char* words :
       {"", "Safe", "I think it is safe", "safe\nS1", "unsafe S1", "unsafe\nviolence",
        "unsafe\nS1\nmore", "unsafe\nS1,,S2", "unsafe\nS1234"}) {
    EXPECT_FALSE(read_llama_guard(words, {})) << words;
  }
}

}  // namespace
}  // namespace gs::gateway::guards
