#include "policy/weaker.h"

#include <fmt/format.h>

#include "policy/frame.h"

namespace gs::policy {
namespace {

constexpr int kScoreSteps = 100;

// Whether the rule matches (an error counts as it does at run time).
bool matches(const CompiledPolicy& policy, const CompiledRule& rule, const Inputs& inputs,
             bool lawful_basis) {
  Frame frame;
  frame.fill(policy.variables(), rule.program->reads(), inputs, lawful_basis);
  const cel::Value value = rule.program->evaluate(frame.slots(), frame.scratch());
  if (value.is_bool()) return value.as_bool();
  return rule.rule.on_error == OnError::kMatch;
}

// Tries all combinations of the values that the original reads.
class Probe {
 public:
  Probe(const CompiledPolicy& policy, const CompiledRule& replacement,
        const CompiledPolicy& baseline, const CompiledRule& original)
      : policy_(policy), replacement_(replacement), baseline_(baseline), original_(original) {
    signals_ = neutral_signals(policy.signals());
    inputs_.phase = original.phases.prompt ? Phase::kPrompt : Phase::kOutput;
    inputs_.prompt = &signals_;
    inputs_.output = &signals_;
  }

  // A description of an input that only the original catches, or nothing.
  std::string missed(size_t depth = 0) {
    const auto& reads = original_.program->reads();
    if (depth == reads.size()) return missed_here();
    const SlotSource& source = baseline_.variables().source(reads[depth]);
    if (source.kind == SlotSource::Kind::kLawfulBasis) {
      for (const bool lawful : {false, true}) {
        lawful_basis_ = lawful;
        if (std::string found = missed(depth + 1); !found.empty()) return found;
      }
      return {};
    }
    return missed_signal(source.signal, depth);
  }

 private:
  std::string missed_signal(text::SignalNumber number, size_t depth) {
    text::SignalValue& value = signals_[number].value;
    const bool is_bool = policy_.signals()[number].type == text::SignalType::kBool;
    const int steps = is_bool ? 1 : kScoreSteps;
    for (int step = 0; step <= steps; ++step) {
      const double score = static_cast<double>(step) / steps;
      if (is_bool) {
        value = step == 1;
      } else {
        value = score;
      }
      if (std::string found = missed(depth + 1); !found.empty()) {
        if (depth > 0) return found;
        return fmt::format("{} = {}", policy_.signals()[number].name,
                           is_bool ? (step == 1 ? "true" : "false") : fmt::format("{}", score));
      }
    }
    return {};
  }

  std::string missed_here() const {
    const bool only_original = matches(baseline_, original_, inputs_, lawful_basis_) &&
                               !matches(policy_, replacement_, inputs_, lawful_basis_);
    return only_original ? "an input" : "";
  }

  const CompiledPolicy& policy_;
  const CompiledRule& replacement_;
  const CompiledPolicy& baseline_;
  const CompiledRule& original_;
  text::Signals signals_;
  Inputs inputs_;
  bool lawful_basis_ = false;
};

}  // namespace

std::vector<std::string> weaker_in(const CompiledPolicy& policy, const CompiledRule& replacement,
                                   const CompiledPolicy& baseline, const CompiledRule& original) {
  const Rule& rule = replacement.rule;
  std::vector<std::string> ways;
  if (severity(rule.action) < severity(original.rule.action)) {
    ways.push_back(fmt::format("action {} instead of {}", to_string(rule.action),
                               to_string(original.rule.action)));
  }
  if (rule.mode.kind != RuleMode::Kind::kEnforce) {
    ways.push_back("mode " + to_string(rule.mode));
  }
  if (rule.on_error == OnError::kSkip) ways.push_back("on_error skip");
  if (!rule.applies_to.everything()) ways.push_back("applies_to leaves callers out");
  const bool same_phases = (!original.phases.prompt || replacement.phases.prompt) &&
                           (!original.phases.output || replacement.phases.output);
  if (!same_phases) {
    ways.push_back(fmt::format("phase {} instead of {}", to_string(replacement.phases),
                               to_string(original.phases)));
    return ways;
  }
  const std::string missed = Probe(policy, replacement, baseline, original).missed();
  if (!missed.empty()) ways.push_back("does not match at " + missed);
  return ways;
}

}  // namespace gs::policy
