// What a guard is shown: the strings of one phase, as turns of a conversation.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "filter/guard_book.h"
#include "text/segment.h"

namespace gs::gateway::guards {

// Borrowed for the time of a question.
struct Conversation {
  text::Phase phase = text::Phase::kPrompt;  // whose strings are judged
  std::vector<filter::GuardedString> strings;
  std::string_view asked = {};  // phase output: what the user had said last; may be empty
};

struct Turn {
  bool of_agent = false;
  std::string text;
};

// As turns that alternate and begin with the user, which is what chat templates of guards insist
// on. Strings of the same side that follow each other become one turn with an empty line between
// them; tool results and documents count as the user's. In the phase output the last turn is the
// agent's. "<|" becomes "< |": servers take "<|eot_id|>" inside a text for the end of the turn.
std::vector<Turn> turns_of(const Conversation& conversation);

// The texts alone, for guards that judge each by itself.
std::vector<std::string_view> texts_of(const Conversation& conversation);

}  // namespace gs::gateway::guards
