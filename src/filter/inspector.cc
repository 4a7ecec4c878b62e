#include "filter/inspector.h"

#include <utility>

#include "filter/detectors.h"
#include "filter/patterns.h"

namespace gs::filter {
namespace {

std::vector<bool> needed(const policy::CompiledPolicy& policy, text::Phase phase) {
  std::vector<bool> flags(policy.signals().size(), false);
  for (text::SignalNumber number : policy.signals_read(phase)) flags[number] = true;
  return flags;
}

// A detector that found nothing raises nothing; rules then read false, 0 or an empty list. Which
// signals were really given a value is remembered for the answer and the record.
std::vector<bool> fill_neutral(std::span<const text::SignalDeclaration> declared,
                               text::Signals& signals) {
  std::vector<bool> computed(signals.size());
  for (size_t i = 0; i < signals.size(); ++i) {
    text::Signal& signal = signals[i];
    computed[i] = signal.computed && signal.fault == text::SignalFault::kNone;
    if (signal.computed || signal.fault != text::SignalFault::kNone) continue;
    signal.computed = true;
    signal.value = text::neutral_value(declared[i].type);
  }
  return computed;
}

}  // namespace

Inspector::Inspector(std::shared_ptr<const policy::CompiledPolicy> policy,
                     detect::Detectors detectors, const Clock& clock, detect::Deadline deadline)
    : policy_(std::move(policy)),
      detectors_(std::move(detectors)),
      clock_(clock),
      deadline_(deadline),
      prompt_plan_(detectors_, needed(*policy_, text::Phase::kPrompt), clock),
      output_plan_(detectors_, needed(*policy_, text::Phase::kOutput), clock) {}

Result<std::shared_ptr<const Inspector>> Inspector::create(
    std::shared_ptr<const policy::CompiledPolicy> policy, const Clock& clock,
    detect::Deadline deadline) {
  GS_TRY(std::vector<detect::Pattern> patterns, patterns_of(*policy));
  detect::Detectors detectors = all_detectors(std::move(patterns));
  return std::shared_ptr<const Inspector>(
      new Inspector(std::move(policy), std::move(detectors), clock, deadline));
}

Inspection Inspector::inspect(const InspectionRequest& request, Scratch& scratch) const {
  Inspection result;
  SteadyTime began = clock_.steady();
  result.detection =
      plan(request.phase).run(request.segments, {request.phase, request.claims}, deadline_);
  result.computed = fill_neutral(policy_->signals(), result.detection.signals);
  SteadyTime detected = clock_.steady();

  policy::Inputs inputs;
  inputs.phase = request.phase;
  bool is_prompt = request.phase == text::Phase::kPrompt;
  inputs.prompt = is_prompt ? &result.detection.signals : request.prompt_signals;
  inputs.output = is_prompt ? nullptr : &result.detection.signals;
  inputs.context = request.context;
  inputs.key_lawful_bases = request.key_lawful_bases;
  inputs.request = request.request;
  inputs.canary_bucket = request.canary_bucket;
  inputs.now = clock_.now();
  inputs.strict = request.strict;
  policy::decide(*policy_, inputs, scratch.frame, result.decision);

  result.detect_time = detected - began;
  result.decide_time = clock_.steady() - detected;
  return result;
}

std::vector<std::string> Inspector::uncovered_signals() const {
  std::vector<std::string> names;
  for (text::Phase phase : {text::Phase::kPrompt, text::Phase::kOutput}) {
    for (text::SignalNumber number : plan(phase).uncovered()) {
      names.push_back(std::string(text::to_string(phase)) + "." + policy_->signals()[number].name);
    }
  }
  return names;
}

}  // namespace gs::filter
