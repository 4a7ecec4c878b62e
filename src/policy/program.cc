#include "policy/program.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "policy/baseline.h"
#include "policy/document.h"
#include "policy/effective.h"
#include "policy/load.h"
#include "policy/rising.h"
#include "policy/rule_phase.h"

namespace gs::policy {
namespace {

Issue at_rule(const Rule& rule, std::string message, std::string suggestion) {
  Issue issue;
  issue.position = rule.when_position;
  issue.message = std::move(message);
  issue.suggestion = std::move(suggestion);
  issue.path = rule.path + ".when";
  return issue;
}

// A place inside the condition becomes a place in the file.
Issue in_file(const Rule& rule, Issue issue) {
  issue.path = rule.path + ".when";
  if (!rule.when_is_verbatim || issue.position.line == 0) {
    issue.position = rule.when_position;
    issue.length = 1;
    return issue;
  }
  issue.position.line += rule.when_position.line - 1;
  issue.position.column += rule.when_position.column - 1;
  return issue;
}

bool is_condition(const cel::Type& type) {
  return type.kind() == cel::TypeKind::kBool || type.kind() == cel::TypeKind::kDyn;
}

template <typename T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

CompiledOrIssues CompiledPolicy::compile(std::string text, const CompileOptions& options) {
  ParsedDocument parsed = parse_document(std::move(text));
  if (!parsed.document) return {nullptr, std::move(parsed.issues)};
  LoadedModel loaded = load_model(*parsed.document);
  Issues issues = std::move(parsed.issues);
  issues.insert(issues.end(), loaded.issues.begin(), loaded.issues.end());
  return compile_model(std::move(loaded.model), options, std::move(issues));
}

std::shared_ptr<const CompiledPolicy> CompiledPolicy::baseline_only(const CompileOptions& options) {
  return compile_model({}, options, {}).policy;
}

CompiledOrIssues CompiledPolicy::compile_model(PolicyModel model, const CompileOptions& options,
                                               Issues issues) {
  std::shared_ptr<CompiledPolicy> policy(new CompiledPolicy());
  policy->model_ = std::move(model);
  policy->variables_ = Variables::create(policy->model_, options.guards, issues);
  const std::vector<BaselineRule> baseline = baseline_for(policy->model_);
  policy->rules_.reserve(policy->model_.rules.size() + baseline.size());
  for (const Rule& rule : policy->model_.rules) policy->compile_rule(rule, issues);
  for (const BaselineRule& rule : baseline) policy->compile_rule(rule.rule, issues);
  std::stable_sort(issues.begin(), issues.end(),
                   [](const Issue& a, const Issue& b) { return a.position < b.position; });
  if (has_errors(issues)) return {nullptr, std::move(issues)};
  auto effective = make_effective(policy->model_, baseline);
  if (!effective) {
    Issue issue;
    issue.message = effective.error().to_string();
    issues.push_back(std::move(issue));
    return {nullptr, std::move(issues)};
  }
  policy->effective_ = *std::move(effective);
  policy->index_phase(Phase::kPrompt);
  policy->index_phase(Phase::kOutput);
  return {std::move(policy), std::move(issues)};
}

void CompiledPolicy::compile_rule(const Rule& rule, Issues& issues) {
  if (rule.when.empty()) return;  // load has noted it
  cel::Compilation compiled = cel::compile(rule.when, variables_->environment());
  for (Issue& issue : compiled.issues) issues.push_back(in_file(rule, std::move(issue)));
  if (compiled.program == nullptr) return;
  const cel::Type& type = compiled.program->result_type();
  if (!is_condition(type)) {
    issues.push_back(
        at_rule(rule, fmt::format("the condition is of type {}, not bool", type.to_string()), {}));
    return;
  }
  RulePhases phases = phases_of(rule, *compiled.program, *variables_);
  for (PhaseProblem& problem : phases.problems) {
    issues.push_back(at_rule(rule, std::move(problem.message), std::move(problem.suggestion)));
  }
  CompiledRule& added = rules_.emplace_back(CompiledRule{
      rule, phases.phases, std::move(compiled.program), phases.reads_prompt, {}, false});
  added.only_rises = only_rises(*added.program, *variables_);
  for (const cel::Slot slot : added.program->reads()) {
    const SlotSource& source = variables_->source(slot);
    if (source.is_signal() && source.kind != SlotSource::Kind::kPromptSignal) {
      added.output_signals.push_back(source.signal);
    }
  }
  sort_unique(added.output_signals);
}

void CompiledPolicy::index_phase(Phase phase) {
  PhaseIndex& index = phase == Phase::kPrompt ? prompt_index_ : output_index_;
  const auto own_kind =
      phase == Phase::kPrompt ? SlotSource::Kind::kPromptSignal : SlotSource::Kind::kOutputSignal;
  for (uint32_t i = 0; i < rules_.size(); ++i) {
    const bool in_phase = rules_[i].phases.contains(phase);
    if (in_phase) {
      index.rules.push_back(i);
      index.steps.push_back({rules_[i].program.get(), i, !rules_[i].rule.applies_to.everything(),
                             rules_[i].reads_prompt});
    }
    for (const cel::Slot slot : rules_[i].program->reads()) {
      if (in_phase) index.slots.push_back(slot);
      const SlotSource& source = variables_->source(slot);
      const bool of_phase =
          source.kind == own_kind || (in_phase && source.kind == SlotSource::Kind::kPhaseSignal);
      if (of_phase) index.signals.push_back(source.signal);
    }
  }
  sort_unique(index.slots);
  sort_unique(index.signals);
}

bool CompiledPolicy::can(Action action, Phase phase) const {
  const auto rules = rules_of(phase);
  return std::any_of(rules.begin(), rules.end(),
                     [&](uint32_t i) { return rules_[i].rule.action == action; });
}

std::vector<std::string> CompiledPolicy::weakened_baseline_rules() const {
  std::vector<std::string> ids;
  for (const CompiledRule& compiled : rules_) {
    if (!compiled.rule.weaker_than_baseline.empty()) ids.push_back(compiled.rule.id);
  }
  return ids;
}

}  // namespace gs::policy
