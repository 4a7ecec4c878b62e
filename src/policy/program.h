// A policy ready to decide: text -> Document -> PolicyModel -> CompiledPolicy.
//
//   auto [policy, issues] = CompiledPolicy::compile(text, {});
//   if (!policy) return print(render(issues, "policy.yaml", text));
//   decide(*policy, inputs, frame, decision);
//
// Immutable and shared between threads; requests in flight keep the one they started with.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "policy/cel/program.h"
#include "policy/effective.h"
#include "policy/model.h"
#include "policy/variables.h"
#include "text/signal.h"

namespace gs::policy {

struct CompileOptions {
  std::vector<std::string> guards;  // names of configured external guards, signals guard.<name>
};

struct CompiledRule {
  Rule rule;
  Phases phases;  // written or derived
  std::shared_ptr<const cel::Program> program;
  bool reads_prompt = false;  // names prompt.*: not evaluated where there is no prompt
  // What judging it on a stream depends on, in the phase output.
  std::vector<text::SignalNumber> output_signals;  // it reads, ascending
  bool only_rises = false;                         // see rising.h
};

// What the evaluation of a rule touches when the rule does not match, side by side for the cache.
struct EvaluationStep {
  const cel::Program* program;
  uint32_t rule;      // index into CompiledPolicy::rules()
  bool limited;       // applies_to has to be looked at
  bool reads_prompt;  // see CompiledRule
};

class CompiledPolicy;

struct CompiledOrIssues {
  std::shared_ptr<const CompiledPolicy> policy;  // null when an issue is an error
  Issues issues;                                 // positions within the text
};

class CompiledPolicy {
 public:
  // `text` is the whole policy file. Empty text is an error.
  static CompiledOrIssues compile(std::string text, const CompileOptions& options);
  // The built-in rules alone: what applies when no policy file is configured.
  static std::shared_ptr<const CompiledPolicy> baseline_only(const CompileOptions& options);

  const PolicyModel& model() const { return model_; }
  // Rules of the file in file order, then the baseline rules that apply.
  std::span<const CompiledRule> rules() const { return rules_; }
  // Indexes into rules() of those that are evaluated in the phase, ascending.
  std::span<const uint32_t> rules_of(Phase phase) const { return of(phase).rules; }

  // The same rules, in the form that decide() walks through.
  std::span<const EvaluationStep> steps_of(Phase phase) const { return of(phase).steps; }

  // All signals rules may read; the index is the signal number.
  std::span<const text::SignalDeclaration> signals() const { return variables_->signals(); }
  std::span<const text::SignalNumber> signals_by_name() const {
    return variables_->signals_by_name();
  }
  // The signals of the phase's own text that some rule reads, in either phase, ascending: what the
  // detection plan must compute for that text.
  std::span<const text::SignalNumber> signals_read(Phase phase) const { return of(phase).signals; }
  // Whether a rule of the phase has the action (mask needs spans, summarize a model).
  bool can(Action action, Phase phase) const;
  std::span<const Pattern> patterns() const { return model_.patterns; }

  // Rules of the file that replace a baseline rule and say that they are weaker: an audit event
  // each.
  std::vector<std::string> weakened_baseline_rules() const;

  // The file with the baseline merged in, every rule with its `source`; its canonical form (RFC
  // 8785) and the SHA-256 of that, 64 hex digits.
  const boost::json::object& effective() const { return effective_.tree; }
  const std::string& canonical() const { return effective_.canonical; }
  const std::string& digest() const { return effective_.digest; }

  const Variables& variables() const { return *variables_; }
  std::span<const cel::Slot> slots_read(Phase phase) const { return of(phase).slots; }

 private:
  struct PhaseIndex {
    std::vector<uint32_t> rules;
    std::vector<EvaluationStep> steps;
    std::vector<cel::Slot> slots;
    std::vector<text::SignalNumber> signals;
  };

  CompiledPolicy() = default;
  static CompiledOrIssues compile_model(PolicyModel model, const CompileOptions& options,
                                        Issues issues);
  void compile_rule(const Rule& rule, Issues& issues);
  void index_phase(Phase phase);
  const PhaseIndex& of(Phase phase) const {
    return phase == Phase::kPrompt ? prompt_index_ : output_index_;
  }

  PolicyModel model_;
  std::unique_ptr<Variables> variables_;
  std::vector<CompiledRule> rules_;
  PhaseIndex prompt_index_;
  PhaseIndex output_index_;
  EffectivePolicy effective_;
};

}  // namespace gs::policy
