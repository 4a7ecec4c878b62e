// The threshold that a policy sets for a score.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "measure/ranking.h"
#include "policy/program.h"

namespace gs::command {

struct RuleThreshold {
  measure::Threshold threshold;
  std::string rule;  // its id
};

// The lowest constant that a rule of the phase compares the signal with: `prompt.SIGNAL > 0.8`,
// `>=`, and either turned round; `output.` for that phase, or the bare name. Nothing when no rule
// does.
std::optional<RuleThreshold> rule_threshold(const policy::CompiledPolicy& policy, text::Phase phase,
                                            std::string_view signal);

}  // namespace gs::command
