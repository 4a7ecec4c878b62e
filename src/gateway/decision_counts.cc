#include "gateway/decision_counts.h"

#include <algorithm>
#include <array>

namespace gs::gateway {
namespace {

constexpr std::array<std::string_view, 2> kPhases = {"prompt", "output"};
// In the order of policy::Action.
constexpr std::array<std::string_view, 6> kActions = {"allow",     "flag",      "mask",
                                                      "summarize", "safe_mode", "block"};

std::vector<std::string> ids_of(const policy::CompiledPolicy& policy) {
  std::vector<std::string> ids;
  for (const policy::CompiledRule& compiled : policy.rules()) ids.push_back(compiled.rule.id);
  return ids;
}

}  // namespace

DecisionCounts::DecisionCounts(telemetry::Metrics& metrics, const policy::CompiledPolicy& policy)
    : rules_(ids_of(policy)),
      counters_(metrics, kPhases, kActions, rules_),
      prompt_seconds_(metrics.decision_seconds("prompt")),
      output_seconds_(metrics.decision_seconds("output")) {}

void DecisionCounts::count(const policy::Decision& decision, std::chrono::nanoseconds took) {
  bool is_prompt = decision.phase == text::Phase::kPrompt;
  counters_.count(is_prompt ? 0 : 1, static_cast<size_t>(decision.action), deciding_rule(decision));
  (is_prompt ? prompt_seconds_ : output_seconds_).observe(took);
}

size_t DecisionCounts::deciding_rule(const policy::Decision& decision) const {
  for (const policy::RuleResult& result : decision.rules) {
    if (!result.applied || result.action != decision.action) continue;
    auto found = std::find(rules_.begin(), rules_.end(), result.id);
    return static_cast<size_t>(found - rules_.begin());
  }
  return telemetry::DecisionCounters::kNoRule;
}

}  // namespace gs::gateway
