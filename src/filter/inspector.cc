#include "filter/inspector.h"

#include <algorithm>
#include <utility>

#include "filter/detectors.h"

namespace gs::filter {
namespace {

bool is_guard(const text::SignalDeclaration& signal) {
  return signal.name.starts_with("guard.");
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

void block_unknown_masks(Inspection& inspection) {
  policy::Decision& decision = inspection.decision;
  if (decision.effects.masks.empty() || !decision.allowed) return;
  for (const detect::DetectorRun& run : inspection.detection.detectors) {
    if (run.outcome != detect::Outcome::kTimedOut) continue;
    decision.action = policy::Action::kBlock;
    decision.allowed = false;
    decision.reasons.push_back("the text cannot be masked: detector " + std::string(run.name) +
                               " did not finish in time");
    return;
  }
}

}  // namespace

Inspection not_inspected(const policy::CompiledPolicy& policy, const detect::Plan& plan,
                         text::Phase phase) {
  Inspection nothing;
  nothing.decision.phase = phase;
  nothing.decision.policy_digest = policy.digest();
  nothing.detection.signals = policy::neutral_signals(policy.signals());
  for (const auto& detector : plan.detectors()) {
    nothing.detection.detectors.push_back({detector->name(), detect::Outcome::kNotNeeded, 0});
  }
  nothing.computed.assign(policy.signals().size(), false);
  return nothing;
}

bool changes_text(policy::Action action) {
  return action == policy::Action::kMask || action == policy::Action::kSummarize ||
         action == policy::Action::kBlock;
}

Inspector::Inspector(std::shared_ptr<const policy::CompiledPolicy> policy,
                     detect::Detectors detectors, const Clock& clock, detect::Deadline deadline,
                     std::vector<GuardDeclaration> guards)
    : policy_(std::move(policy)),
      detectors_(std::move(detectors)),
      clock_(clock),
      deadline_(deadline),
      guards_(*policy_, std::move(guards)),
      prompt_plan_(detectors_, needed(text::Phase::kPrompt), clock),
      output_plan_(detectors_, needed(text::Phase::kOutput), clock),
      needs_whole_text_(whole_text_flags()) {}

Result<std::shared_ptr<const Inspector>> Inspector::create(
    std::shared_ptr<const policy::CompiledPolicy> policy, const detect::Detectors& shared,
    const Clock& clock, detect::Deadline deadline, std::vector<GuardDeclaration> guards) {
  GS_TRY(detect::Detectors detectors, detectors_for(*policy, shared));
  return std::shared_ptr<const Inspector>(
      new Inspector(std::move(policy), std::move(detectors), clock, deadline, std::move(guards)));
}

std::vector<bool> Inspector::needed(text::Phase phase) const {
  std::vector<bool> flags(policy_->signals().size(), false);
  for (text::SignalNumber number : policy_->signals_read(phase)) flags[number] = true;
  guards_.add_cascades(phase, flags);
  return flags;
}

policy::Inputs Inspector::inputs(const InspectionRequest& request,
                                 const text::Signals& signals) const {
  policy::Inputs inputs;
  inputs.phase = request.phase;
  const bool is_prompt = request.phase == text::Phase::kPrompt;
  inputs.prompt = is_prompt ? &signals : request.prompt_signals;
  inputs.output = is_prompt ? nullptr : &signals;
  inputs.context = request.context;
  inputs.key_lawful_bases = request.key_lawful_bases;
  inputs.request = request.request;
  inputs.canary_bucket = request.canary_bucket;
  inputs.now = clock_.now();
  inputs.strict = request.strict;
  return inputs;
}

void Inspector::decide(const InspectionRequest& request, Scratch& scratch,
                       Inspection& inspection) const {
  text::Signals& signals = inspection.detection.signals;
  inspection.computed = fill_neutral(policy_->signals(), signals);
  const SteadyTime began = clock_.steady();
  policy::decide(*policy_, inputs(request, signals), scratch.frame, inspection.decision);
  if (deadline_.on_timeout == detect::OnTimeout::kClosed) block_unknown_masks(inspection);
  if (!inspection.guards.empty()) guards_.add_remarks(inspection.guards, inspection.decision);
  inspection.decide_time = clock_.steady() - began;
}

Inspection Inspector::inspect(const InspectionRequest& request, Scratch& scratch) const {
  Inspection result;
  detect(request, result);
  consult_guards(request, request.segments, scratch, result);
  decide(request, scratch, result);
  return result;
}

// Our own detectors look at a text once, however often it is inspected for the sake of guards.
void Inspector::detect(const InspectionRequest& request, Inspection& inspection) const {
  GuardBook* book = reads_guards(request.phase) ? request.guards : nullptr;
  const auto* known = book == nullptr ? nullptr : book->known(request.phase, request.segments);
  if (known != nullptr) {
    inspection.detection = known->detection;
    inspection.detect_time = known->time;
    return;
  }
  const SteadyTime began = clock_.steady();
  inspection.detection = plan(request.phase).run(request.segments, scope_of(request), deadline_);
  inspection.detect_time = clock_.steady() - began;
  if (book == nullptr) return;
  book->remember(request.phase, request.segments, {inspection.detection, inspection.detect_time});
}

void Inspector::consult_guards(const InspectionRequest& request,
                               std::span<const text::Segment> segments, Scratch& scratch,
                               Inspection& inspection) const {
  if (!reads_guards(request.phase)) return;
  // With no guard known, a rule that can be decided all the same does not depend on one.
  Inspection unknowing;
  unknowing.detection.signals = inspection.detection.signals;
  guards_.mark_unknown(request.phase, unknowing.detection.signals);
  decide(request, scratch, unknowing);
  Guards::Outcome outcome =
      guards_.apply(segments, request.phase, guards_.wanted(unknowing.decision), request.guards,
                    inspection.detection.signals);
  inspection.guards = std::move(outcome.runs);
  inspection.waits_for_guards = outcome.waits;
}

std::vector<bool> Inspector::whole_text_flags() const {
  std::vector<bool> streams(policy_->signals().size(), true);
  for (const auto& detector : detectors_) {
    for (text::SignalNumber number : detector->signals()) {
      streams[number] = streams[number] && detector->streams(number);
    }
  }
  for (size_t i = 0; i < streams.size(); ++i) {
    if (is_guard(policy_->signals()[i])) streams[i] = false;
  }
  std::vector<bool> flags;
  for (const policy::CompiledRule& compiled : policy_->rules()) {
    const auto& read = compiled.output_signals;
    const bool from_beginning =
        compiled.only_rises && compiled.rule.action != policy::Action::kSummarize &&
        std::all_of(read.begin(), read.end(),
                    [&](text::SignalNumber number) { return streams[number]; });
    flags.push_back(!from_beginning);
  }
  return flags;
}

std::vector<std::string> Inspector::whole_text_rules() const {
  std::vector<bool> found_in_text(policy_->signals().size(), false);
  for (const auto& detector : detectors_) {
    if (detector->reads() == detect::Reads::kNothing) continue;
    for (text::SignalNumber number : detector->signals()) found_in_text[number] = true;
  }
  for (size_t i = 0; i < found_in_text.size(); ++i) {
    if (is_guard(policy_->signals()[i])) found_in_text[i] = true;
  }
  std::vector<std::string> ids;
  for (uint32_t index : policy_->rules_of(text::Phase::kOutput)) {
    const policy::Rule& rule = policy_->rules()[index].rule;
    const bool acts =
        rule.mode.kind != policy::RuleMode::Kind::kShadow && changes_text(rule.action);
    const auto& read = policy_->rules()[index].output_signals;
    const bool depends_on_text = std::any_of(
        read.begin(), read.end(), [&](text::SignalNumber number) { return found_in_text[number]; });
    if (acts && depends_on_text && needs_whole_text_[index]) ids.push_back(rule.id);
  }
  return ids;
}

std::vector<std::string> Inspector::uncovered_signals() const {
  std::vector<std::string> names;
  for (text::Phase phase : {text::Phase::kPrompt, text::Phase::kOutput}) {
    for (text::SignalNumber number : plan(phase).uncovered()) {
      if (is_guard(policy_->signals()[number])) continue;
      names.push_back(std::string(text::to_string(phase)) + "." + policy_->signals()[number].name);
    }
  }
  return names;
}

}  // namespace gs::filter
