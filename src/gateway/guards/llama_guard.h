// Llama Guard 3 and 4: the prompt they were trained on, and the two lines that they answer with.
//
// Source: Meta's model card "Llama Guard 3", section prompt format; the categories are those of the
// MLCommons taxonomy of hazards.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/guards/answer.h"
#include "gateway/guards/conversation.h"

namespace gs::gateway::guards {

// The whole prompt for POST /v1/completions. Judged is the last turn.
std::string llama_guard_prompt(std::span<const Turn> turns);

// What one of S1 to S14 is called among the 13 categories of OpenAI's moderation; nothing where
// those have no name for it, as for S6, specialized advice.
std::vector<std::string_view> categories_of(std::string_view code);

// "safe", or "unsafe" and on the next line the codes, with commas between them. The score is 1 for
// unsafe and 0 for safe. `counting`: the categories, of ours or codes, that make a text unsafe;
// empty: all. A text that is unsafe for no named reason, or for one that is not known, counts.
AnswerOrProblem read_llama_guard(std::string_view words, std::span<const std::string> counting);

}  // namespace gs::gateway::guards
