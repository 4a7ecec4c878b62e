// The question to a guard, and its answer, in the dialect that it speaks. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/guards/answer.h"
#include "gateway/guards/conversation.h"
#include "gateway/guards/options.h"

namespace gs::gateway::guards {

struct Question {
  std::string_view path;  // "/v1/chat/completions"
  std::string body;       // JSON
  std::vector<std::pair<std::string_view, std::string>> headers;
};

Question question_of(const Options& options, const Conversation& conversation);

// Of the body of a 200. `texts`: how many strings the conversation had.
AnswerOrProblem read_answer(const Options& options, std::string_view body, size_t texts);

}  // namespace gs::gateway::guards
