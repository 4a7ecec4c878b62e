#include "policy/decide.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "policy/lawful_basis.h"

namespace gs::policy {
namespace {

// Safe mode makes the output rules strict.
bool is_strict(const CompiledPolicy& policy, const Inputs& inputs) {
  return inputs.strict && inputs.phase == Phase::kOutput && policy.model().safe_mode.strict_output;
}

bool is_enforced(const RuleMode& mode, const Inputs& inputs, bool strict) {
  switch (mode.kind) {
    case RuleMode::Kind::kEnforce:
      return true;
    case RuleMode::Kind::kShadow:
      return false;
    case RuleMode::Kind::kCanary:
      break;
  }
  return strict || inputs.canary_bucket < mode.canary_percent;
}

// The state of one call of decide().
struct Evaluation {
  const CompiledPolicy& policy;
  const Inputs& inputs;
  Frame& frame;
  Decision& decision;
  bool strict;
  std::vector<uint32_t> applied;  // indexes into policy.rules(), parallel to the applied results
};

RuleResult& add_result(Evaluation& evaluation, const Rule& rule, Outcome outcome) {
  RuleResult& result = evaluation.decision.rules.emplace_back();
  result.id = rule.id;
  result.outcome = outcome;
  result.action = rule.action;
  result.mode = rule.mode;
  result.source = rule.source;
  return result;
}

// A rule whose condition is true, or failed and counts as true.
void take_match(Evaluation& evaluation, uint32_t index, RuleResult& result) {
  const Rule& rule = evaluation.policy.rules()[index].rule;
  if (!is_enforced(rule.mode, evaluation.inputs, evaluation.strict)) return;
  result.applied = true;
  evaluation.applied.push_back(index);
  Decision& decision = evaluation.decision;
  decision.action = std::max(decision.action, rule.action);
  switch (rule.action) {
    case Action::kSafeMode:
      decision.effects.safe_mode = true;
      break;
    case Action::kSummarize:
      decision.effects.summarize = true;
      break;
    case Action::kMask:
      decision.effects.masks.push_back({rule.id, rule.mask});
      break;
    default:
      break;
  }
}

void take_error(Evaluation& evaluation, uint32_t index, const cel::Value& value) {
  const CompiledRule& compiled = evaluation.policy.rules()[index];
  RuleResult& result = add_result(evaluation, compiled.rule, Outcome::kError);
  result.error = value.is_error() ? cel::describe_error(value, compiled.program->ast())
                                  : "the condition is " + cel::to_string(value) + ", not a boolean";
  const bool counts = compiled.rule.on_error == OnError::kMatch || evaluation.strict;
  if (counts) take_match(evaluation, index, result);
}

void evaluate_step(Evaluation& evaluation, const EvaluationStep& step) {
  const auto rule = [&]() -> const Rule& { return evaluation.policy.rules()[step.rule].rule; };
  const Inputs& inputs = evaluation.inputs;
  if (step.limited && !applies(rule().applies_to, inputs.request)) return;
  if (step.reads_prompt && inputs.prompt == nullptr) {
    add_result(evaluation, rule(), Outcome::kNotEvaluated);
    return;
  }
  cel::Arena& scratch = evaluation.frame.scratch();
  if (scratch.used() > 0) scratch.reset();
  const cel::Value value = step.program->evaluate(evaluation.frame.slots(), scratch);
  if (value.is_false()) return;
  if (!value.is_true()) return take_error(evaluation, step.rule, value);
  take_match(evaluation, step.rule, add_result(evaluation, rule(), Outcome::kMatched));
}

// Most severe first; results and applied rules are both in file order.
void write_reasons(Evaluation& evaluation) {
  Decision& decision = evaluation.decision;
  for (int level = severity(Action::kBlock); level >= 0; --level) {
    size_t next = 0;
    for (const RuleResult& result : decision.rules) {
      if (!result.applied) continue;
      const Rule& rule = evaluation.policy.rules()[evaluation.applied[next++]].rule;
      if (severity(rule.action) != level) continue;
      decision.reasons.push_back(result.outcome == Outcome::kError
                                     ? fmt::format("{} (rule {} could not be evaluated: {})",
                                                   rule.reason, rule.id, result.error)
                                     : rule.reason);
    }
  }
}

}  // namespace

void decide(const CompiledPolicy& policy, const Inputs& inputs, Frame& frame, Decision& decision) {
  decision.clear();
  decision.phase = inputs.phase;
  decision.policy_digest = policy.digest();
  const PolicyModel& model = policy.model();
  LawfulBasis basis =
      lawful_basis(inputs.context, model.classification.lawful_bases, inputs.key_lawful_bases);
  decision.lawful_basis = basis.lawful;
  frame.fill(policy.variables(), policy.slots_read(inputs.phase), inputs, basis.lawful);
  const bool strict = is_strict(policy, inputs);
  Evaluation evaluation{policy, inputs, frame, decision, strict, {}};
  for (const EvaluationStep& step : policy.steps_of(inputs.phase)) evaluate_step(evaluation, step);
  decision.allowed = decision.action != Action::kBlock;
  if (!evaluation.applied.empty()) write_reasons(evaluation);
  if (!basis.remark.empty()) decision.reasons.push_back(std::move(basis.remark));
}

bool is_enforced(const CompiledPolicy& policy, const Rule& rule, const Inputs& inputs) {
  return is_enforced(rule.mode, inputs, is_strict(policy, inputs));
}

Decision decide(const CompiledPolicy& policy, const Inputs& inputs) {
  Frame frame;
  Decision decision;
  decide(policy, inputs, frame, decision);
  return decision;
}

}  // namespace gs::policy
