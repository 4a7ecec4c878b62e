// What a guard has said, read strictly: what is not surely an answer is none.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace gs::gateway::guards {

struct Answer {
  double score = 0;                // 0 to 1
  std::vector<std::string> named;  // categories or types, for the record; never text
};

// The error says what is wrong with the answer and never repeats it.
using AnswerOrProblem = tl::expected<Answer, std::string>;

inline tl::unexpected<std::string> no_answer(std::string why) {
  return tl::unexpected<std::string>(std::move(why));
}

}  // namespace gs::gateway::guards
