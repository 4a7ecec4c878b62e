#include "policy/rule_phase.h"

#include <fmt/format.h>

namespace gs::policy {
namespace {

// The signals that a condition reads, by the way they are named.
struct Reads {
  bool prompt = false;
  bool output = false;
  std::vector<const text::SignalDeclaration*> bare;
  const text::SignalDeclaration* first_output = nullptr;
  bool any() const { return prompt || output || !bare.empty(); }
};

Reads reads_of(const cel::Program& program, const Variables& variables) {
  Reads reads;
  for (const cel::Slot slot : program.reads()) {
    const SlotSource& source = variables.source(slot);
    if (!source.is_signal()) continue;
    const text::SignalDeclaration& signal = variables.signals()[source.signal];
    if (source.kind == SlotSource::Kind::kPromptSignal) reads.prompt = true;
    if (source.kind == SlotSource::Kind::kPhaseSignal) reads.bare.push_back(&signal);
    if (source.kind != SlotSource::Kind::kOutputSignal) continue;
    if (!reads.output) reads.first_output = &signal;
    reads.output = true;
  }
  return reads;
}

Phases derive(const Rule& rule, const Reads& reads) {
  if (!reads.any()) {
    return {can_act(rule.action, Phase::kPrompt), can_act(rule.action, Phase::kOutput)};
  }
  if (reads.output) return {false, true};
  if (reads.prompt) return {true, false};
  Phases phases{true, true};
  for (const text::SignalDeclaration* signal : reads.bare) {
    phases.prompt = phases.prompt && signal->in_prompt;
    phases.output = phases.output && signal->in_output;
  }
  return phases;
}

void check_variables(const Reads& reads, Phases phases, std::vector<PhaseProblem>& problems) {
  if (!phases.prompt && !phases.output) {
    problems.push_back(
        {"the condition reads signals that exist in no common phase; name them "
         "as prompt.<signal> and output.<signal>",
         {}});
  }
  if (phases.prompt && reads.output) {
    problems.push_back(
        {fmt::format("`output.{}` does not exist in the prompt phase", reads.first_output->name),
         "phase: output"});
  }
  for (const text::SignalDeclaration* signal : reads.bare) {
    if (phases.prompt && !signal->in_prompt) {
      problems.push_back(
          {fmt::format("`{}` does not exist in the prompt phase", signal->name), "phase: output"});
    }
    if (phases.output && !signal->in_output) {
      problems.push_back({fmt::format("`{}` does not exist in the output phase", signal->name),
                          fmt::format("prompt.{}", signal->name)});
    }
  }
}

void check_action(const Rule& rule, Phases phases, std::vector<PhaseProblem>& problems) {
  for (const Phase phase : {Phase::kPrompt, Phase::kOutput}) {
    if (!phases.contains(phase) || can_act(rule.action, phase)) continue;
    problems.push_back(
        {fmt::format("action {} cannot act in the {} phase, in which this rule is evaluated",
                     to_string(rule.action), text::to_string(phase)),
         phase == Phase::kPrompt ? "phase: output" : "phase: prompt"});
  }
}

}  // namespace

RulePhases phases_of(const Rule& rule, const cel::Program& program, const Variables& variables) {
  const Reads reads = reads_of(program, variables);
  RulePhases result;
  result.phases = rule.phases ? *rule.phases : derive(rule, reads);
  result.reads_prompt = reads.prompt;
  check_variables(reads, result.phases, result.problems);
  check_action(rule, result.phases, result.problems);
  return result;
}

}  // namespace gs::policy
