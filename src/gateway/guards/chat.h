// Questions to guards that are chat models, and the words of their answers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "gateway/guards/conversation.h"

namespace gs::gateway::guards {

struct ChatQuestion {
  std::string_view model;
  std::string_view system = {};  // empty: none
  std::span<const Turn> turns;
  int max_tokens = 64;
};

// The body of POST /v1/chat/completions, with temperature 0.
std::string chat_body(const ChatQuestion& question);

// The text of the first choice of a chat completion (message.content) or of a text completion
// (text), without white space around it. The error says what is missing. A choice that was cut off
// by its length is no answer.
tl::expected<std::string, std::string> words_of(std::string_view body);

}  // namespace gs::gateway::guards
