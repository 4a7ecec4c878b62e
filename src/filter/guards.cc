#include "filter/guards.h"

#include <algorithm>
#include <utility>

namespace gs::filter {
namespace {

using policy::SlotSource;

bool blocks(const policy::RuleResult& result) {
  return result.applied && result.action == policy::Action::kBlock;
}

detect::Outcome failure_of(GuardVerdict::Kind kind, bool fails_open) {
  switch (kind) {
    case GuardVerdict::Kind::kTimedOut:
      return detect::Outcome::kTimedOut;
    case GuardVerdict::Kind::kBreakerOpen:
      return detect::Outcome::kBreakerOpen;
    default:
      return fails_open ? detect::Outcome::kFailedOpen : detect::Outcome::kFailedClosed;
  }
}

bool is_failure(detect::Outcome outcome) {
  return outcome != detect::Outcome::kRan && outcome != detect::Outcome::kNotNeeded;
}

}  // namespace

Guards::Guards(const policy::CompiledPolicy& policy, std::vector<GuardDeclaration> declared)
    : policy_(policy) {
  for (GuardDeclaration& one : declared) {
    Known known;
    known.run_name = "guard." + one.name;
    known.signal = policy.variables().find_signal(known.run_name).value_or(0);
    if (one.cascade)
      known.cascade = policy.variables().find_signal(one.cascade->signal).value_or(0);
    known.declared = std::move(one);
    guards_.push_back(std::move(known));
  }
  index(text::Phase::kPrompt, prompt_);
  index(text::Phase::kOutput, output_);
}

void Guards::index(text::Phase phase, PhaseIndex& made) const {
  made.by_rule.resize(policy_.rules().size());
  made.read_elsewhere.assign(guards_.size(), false);
  for (uint32_t rule = 0; rule < policy_.rules().size(); ++rule) index_rule(rule, phase, made);
  const auto read = policy_.signals_read(phase);
  for (size_t i = 0; i < guards_.size(); ++i) {
    if (std::find(read.begin(), read.end(), guards_[i].signal) != read.end()) {
      made.read.push_back(i);
    }
  }
}

void Guards::index_rule(uint32_t rule, text::Phase phase, PhaseIndex& made) const {
  const policy::CompiledRule& compiled = policy_.rules()[rule];
  const auto own = phase == text::Phase::kPrompt ? SlotSource::Kind::kPromptSignal
                                                 : SlotSource::Kind::kOutputSignal;
  for (const cel::Slot slot : compiled.program->reads()) {
    const SlotSource& source = policy_.variables().source(slot);
    const bool in_phase = compiled.phases.contains(phase);
    const bool of_phase =
        source.kind == own || (in_phase && source.kind == SlotSource::Kind::kPhaseSignal);
    if (!of_phase) continue;
    for (size_t i = 0; i < guards_.size(); ++i) {
      if (guards_[i].signal != source.signal) continue;
      if (in_phase) made.by_rule[rule].push_back(i);
      // A rule that is judged in both phases reads prompt.guard.x in the second as well.
      const bool elsewhere = phase == text::Phase::kPrompt &&
                             source.kind == SlotSource::Kind::kPromptSignal &&
                             compiled.phases.contains(text::Phase::kOutput);
      if (elsewhere) made.read_elsewhere[i] = true;
    }
  }
}

void Guards::add_cascades(text::Phase phase, std::vector<bool>& needed) const {
  for (const size_t guard : read_in(phase)) {
    if (guards_[guard].declared.cascade) needed[guards_[guard].cascade] = true;
  }
}

void Guards::mark_unknown(text::Phase phase, text::Signals& signals) const {
  for (const size_t guard : read_in(phase)) {
    signals[guards_[guard].signal].fault = text::SignalFault::kFailed;
  }
}

std::vector<bool> Guards::wanted(const policy::Decision& unknowing) const {
  const PhaseIndex& phase = of(unknowing.phase);
  std::vector<bool> wanted = phase.read_elsewhere;
  auto result = unknowing.rules.begin();
  for (uint32_t rule : policy_.rules_of(unknowing.phase)) {
    if (result == unknowing.rules.end()) break;
    if (result->id != policy_.rules()[rule].rule.id) continue;
    const policy::RuleResult& judged = *result++;
    const bool depends = judged.outcome == policy::Outcome::kError && !phase.by_rule[rule].empty();
    // What is blocked already goes to nobody else.
    if (blocks(judged) && !depends) return std::vector<bool>(guards_.size(), false);
    if (!depends) continue;
    for (const size_t guard : phase.by_rule[rule]) wanted[guard] = true;
  }
  return wanted;
}

// The value of its cascade's signal where that is sure.
std::optional<double> Guards::sure(const Known& guard, const text::Signals& signals) const {
  if (!guard.declared.cascade) return std::nullopt;
  const text::Signal& signal = signals[guard.cascade];
  const auto* value = std::get_if<double>(&signal.value);
  if (!signal.computed || signal.fault != text::SignalFault::kNone || value == nullptr) {
    return std::nullopt;
  }
  const bool is_sure =
      *value < guard.declared.cascade->low || *value > guard.declared.cascade->high;
  return is_sure ? std::optional(*value) : std::nullopt;
}

Guards::Outcome Guards::apply(std::span<const text::Segment> segments, text::Phase phase,
                              const std::vector<bool>& wanted, GuardBook* book,
                              text::Signals& signals) const {
  Outcome outcome;
  const bool any_text = std::any_of(segments.begin(), segments.end(),
                                    [](const text::Segment& one) { return !one.text.empty(); });
  const bool is_heard = any_text && (book == nullptr || !book->ignores());
  const GuardedTexts* known = book == nullptr ? nullptr : book->find(phase, segments);
  for (const size_t number : read_in(phase)) {
    signals[guards_[number].signal] = {};
    detect::DetectorRun& run = outcome.runs.emplace_back(
        detect::DetectorRun{guards_[number].run_name, detect::Outcome::kNotNeeded, 0, {}});
    if (!is_heard || !wanted[number] || is_spared(number, signals, run)) continue;
    const GuardVerdict* verdict = known == nullptr ? nullptr : known->verdict(number);
    if (verdict == nullptr && book != nullptr && book->collects()) {
      book->ask(phase, segments, number);
      outcome.waits = true;
    } else {
      run = judge_one(number, verdict, signals);
    }
  }
  return outcome;
}

// Whether its cascade is sure, and stands for its score.
bool Guards::is_spared(size_t number, text::Signals& signals, detect::DetectorRun& run) const {
  const Known& guard = guards_[number];
  const std::optional<double> score = sure(guard, signals);
  if (!score) return false;
  signals[guard.signal] = {true, text::SignalFault::kNone, *score};
  run.note = guard.declared.cascade->signal + " is sure";
  return true;
}

detect::DetectorRun Guards::judge_one(size_t number, const GuardVerdict* verdict,
                                      text::Signals& signals) const {
  const Known& guard = guards_[number];
  text::Signal& signal = signals[guard.signal];
  if (verdict != nullptr && verdict->kind == GuardVerdict::Kind::kAnswered) {
    signal = {true, text::SignalFault::kNone, verdict->score};
    return {guard.run_name, detect::Outcome::kRan, verdict->microseconds, verdict->note};
  }
  static const GuardVerdict kNobodyAsked{GuardVerdict::Kind::kFailed, 0, 0, "not asked"};
  const GuardVerdict& failed = verdict == nullptr ? kNobodyAsked : *verdict;
  const bool is_late = failed.kind == GuardVerdict::Kind::kTimedOut;
  if (!guard.declared.fails_open) {
    signal.fault = is_late ? text::SignalFault::kTimedOut : text::SignalFault::kFailed;
  }
  return {guard.run_name, failure_of(failed.kind, guard.declared.fails_open), failed.microseconds,
          failed.note};
}

void Guards::add_remarks(std::span<const detect::DetectorRun> runs,
                         policy::Decision& decision) const {
  for (const detect::DetectorRun& run : runs) {
    if (!is_failure(run.outcome)) continue;
    const auto guard = std::find_if(guards_.begin(), guards_.end(),
                                    [&](const Known& known) { return known.run_name == run.name; });
    if (guard == guards_.end() || !guard->declared.fails_open) continue;
    decision.reasons.push_back("guard " + guard->declared.name +
                               " gave no answer and was passed over");
  }
}

}  // namespace gs::filter
