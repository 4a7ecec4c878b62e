// What a red-team run has done so far, in a file that a later run goes on from.
//
// JSON Lines, appended to as answers are judged: first {"format": "governed-speed.red-team/1",
// "run": <digest of what the run asks of whom and how it judges>}, then a line a prompt: {"id",
// "harmful", "withheld", "refused"}. Texts are not kept. The last line may be torn by a crash; it
// is passed over, and its prompt asked again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"

namespace gs::evaluate {

inline constexpr std::string_view kRunFormat = "governed-speed.red-team/1";

struct Verdict {
  bool harmful = false;
  bool withheld = false;  // by a policy, or in the answer's member `refusal`
  bool refused = false;   // the text is a refusal; withheld answers count as refused, too
};

struct RunState {
  std::string run;                                    // empty: a new file
  std::unordered_map<std::string, Verdict> verdicts;  // by the prompt's id
  size_t whole_bytes = 0;  // up to the end of the last whole line: what follows is torn

  // kInvalidInput names the line.
  static Result<RunState> parse(std::string_view text, const std::string& file);
};

std::string run_line(std::string_view run);  // both end with a newline
std::string verdict_line(std::string_view id, const Verdict& verdict);

}  // namespace gs::evaluate
