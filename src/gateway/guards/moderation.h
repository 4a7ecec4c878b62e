// OpenAI's moderation as a guard: POST /v1/moderations.
// Source: platform.openai.com/docs/api-reference/moderations.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "gateway/guards/answer.h"

namespace gs::gateway::guards {

// `model` may be empty.
std::string moderation_body(std::string_view model, std::span<const std::string_view> texts);

// One result for each of the `texts` asked about. The score is the largest in any result: that of a
// category that counts, 1 for one that the server says was found, and without `counting` also 1 for
// a result that is flagged. Named are the categories found.
AnswerOrProblem read_moderation(std::string_view body, size_t texts,
                                std::span<const std::string> counting);

}  // namespace gs::gateway::guards
