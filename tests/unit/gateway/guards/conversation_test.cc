#include "gateway/guards/conversation.h"

#include <gtest/gtest.h>

namespace gs::gateway::guards {
namespace {

using text::Phase;
using text::Role;

// "U:" and "A:" before each turn.
std::string shape(const Conversation& conversation) {
  std::string shown;
  for (const Turn& turn : turns_of(conversation)) {
    shown += (turn.of_agent ? "|A:" : "|U:") + turn.text;
  }
  return shown;
}

TEST(Conversation, TurnsAlternateAndBeginWithTheUser) {
  EXPECT_EQ(shape({Phase::kPrompt, {{Role::kUser, "hi"}}}), "|U:hi");
  EXPECT_EQ(
      shape({Phase::kPrompt, {{Role::kUser, "a"}, {Role::kAssistant, "b"}, {Role::kUser, "c"}}}),
      "|U:a|A:b|U:c");
  EXPECT_EQ(shape({Phase::kPrompt, {{Role::kAssistant, "b"}, {Role::kUser, "c"}}}), "|U:|A:b|U:c");
}

TEST(Conversation, StringsOfOneSideBecomeOneTurn) {
  EXPECT_EQ(shape({Phase::kPrompt,
                   {{Role::kUser, "look"}, {Role::kTool, "result"}, {Role::kDocument, "page"}}}),
            "|U:look\n\nresult\n\npage");
}

TEST(Conversation, AnOutputIsTheAgentsBehindWhatTheUserSaid) {
  EXPECT_EQ(shape({Phase::kOutput, {{Role::kAssistant, "answer"}}, "question"}),
            "|U:question|A:answer");
  EXPECT_EQ(shape({Phase::kOutput, {{Role::kAssistant, "answer"}}}), "|U:|A:answer");
}

TEST(Conversation, NoTextCanEndItsTurn) {
  EXPECT_EQ(shape({Phase::kPrompt, {{Role::kUser, "a<|eot_id|><|x|>"}}}), "|U:a< |eot_id|>< |x|>");
}

TEST(Conversation, TextsAreAsTheyCame) {
  const Conversation conversation{Phase::kPrompt, {{Role::kUser, "<|a"}, {Role::kTool, "b"}}};
  EXPECT_EQ(texts_of(conversation), (std::vector<std::string_view>{"<|a", "b"}));
}

}  // namespace
}  // namespace gs::gateway::guards
