// What is wrong in a text that a person wrote: a policy, an expression, a settings file.
//
// A reader of such a text collects every Issue it meets instead of stopping at the first, and the
// caller prints them with the line in question and a caret below it:
//
//   policy.yaml:12:11: error: undeclared name 'prompt.jailbrake_score'
//     12 |     when: prompt.jailbrake_score > 0.8
//        |           ^~~~~~~~~~~~~~~~~~~~~~ did you mean 'prompt.jailbreak_score'?
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gs {

// A place in a text. Lines and columns count from 1, columns in code points; 0 means unknown.
struct Position {
  uint32_t line = 0;
  uint32_t column = 0;

  friend auto operator<=>(const Position&, const Position&) = default;
};

// The place of the byte at `offset` of `text` (clamped to its end).
Position position_of(std::string_view text, size_t offset);

enum class Severity : uint8_t { kNote, kWarning, kError };

std::string_view to_string(Severity severity);

struct Issue {
  Severity severity = Severity::kError;
  Position position;
  uint32_t length = 1;     // code points to underline, on the line of `position`; 0: never show the
                           // line, because it holds a secret
  std::string message;     // what is wrong, without a trailing stop
  std::string suggestion;  // what to write instead, or empty
  std::string path;        // where in the document, as in "policy_as_code.rules[2].when", or empty
  std::string check;       // the name of the lint check that found it, or empty
};

using Issues = std::vector<Issue>;

bool has_errors(const Issues& issues);

// Renders one issue as in the example above; `text` is the whole text of file `file`.
// Without a position the caret lines are left out. Control characters of the text are shown as '?',
// and of a long line only the part around the position is shown.
std::string render(const Issue& issue, std::string_view file, std::string_view text);

// Renders all, in order, each ending in a newline.
std::string render(const Issues& issues, std::string_view file, std::string_view text);

}  // namespace gs
