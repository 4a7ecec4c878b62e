#include "filter/combined.h"

#include <algorithm>
#include <string>

namespace gs::filter {
namespace {

// How far a rule was taken.
int rank(const policy::RuleResult& result) {
  if (result.applied) return 3;
  switch (result.outcome) {
    case policy::Outcome::kMatched:
      return 2;
    case policy::Outcome::kError:
      return 1;
    default:
      return 0;
  }
}

template <typename T>
void add_unseen(std::vector<T>& to, const std::vector<T>& from) {
  for (const T& entry : from) {
    if (std::find(to.begin(), to.end(), entry) == to.end()) to.push_back(entry);
  }
}

// Decisions list their rules in the order of the policy, so that one walk merges them all.
void merge_rules(const policy::CompiledPolicy& policy, std::span<const Inspection* const> parts,
                 policy::Decision& whole) {
  std::vector<size_t> next(parts.size(), 0);
  for (uint32_t index : policy.rules_of(whole.phase)) {
    const std::string& id = policy.rules()[index].rule.id;
    const policy::RuleResult* best = nullptr;
    for (size_t i = 0; i < parts.size(); ++i) {
      const auto& rules = parts[i]->decision.rules;
      if (next[i] == rules.size() || rules[next[i]].id != id) continue;
      const policy::RuleResult& result = rules[next[i]++];
      if (best == nullptr || rank(result) > rank(*best)) best = &result;
    }
    if (best != nullptr) whole.rules.push_back(*best);
  }
}

const policy::MaskEffect* mask_of(std::span<const Inspection* const> parts,
                                  const std::string& rule) {
  for (const Inspection* part : parts) {
    for (const policy::MaskEffect& mask : part->decision.effects.masks) {
      if (mask.rule_id == rule) return &mask;
    }
  }
  return nullptr;
}

void merge_reasons(std::span<const Inspection* const> parts, policy::Decision& whole) {
  for (int level = severity(policy::Action::kBlock); level >= 0; --level) {
    for (const Inspection* part : parts) {
      if (severity(part->decision.action) != level) continue;
      add_unseen(whole.reasons, part->decision.reasons);
    }
  }
}

policy::Decision merge_decisions(const policy::CompiledPolicy& policy,
                                 std::span<const Inspection* const> parts) {
  policy::Decision whole;
  whole.phase = parts.front()->decision.phase;
  whole.policy_digest = parts.front()->decision.policy_digest;
  whole.lawful_basis = parts.front()->decision.lawful_basis;
  for (const Inspection* part : parts) {
    const policy::Decision& decision = part->decision;
    if (severity(decision.action) > severity(whole.action)) whole.action = decision.action;
    whole.allowed = whole.allowed && decision.allowed;
    whole.effects.safe_mode |= decision.effects.safe_mode;
    whole.effects.summarize |= decision.effects.summarize;
  }
  merge_rules(policy, parts, whole);
  for (const policy::RuleResult& rule : whole.rules) {
    const policy::MaskEffect* mask = mask_of(parts, rule.id);
    if (mask != nullptr) whole.effects.masks.push_back(*mask);
  }
  merge_reasons(parts, whole);
  return whole;
}

void merge_value(text::SignalValue& whole, const text::SignalValue& part) {
  if (auto* flag = std::get_if<bool>(&whole)) {
    *flag = *flag || std::get<bool>(part);
  } else if (auto* count = std::get_if<int64_t>(&whole)) {
    *count += std::get<int64_t>(part);
  } else if (auto* score = std::get_if<double>(&whole)) {
    *score = std::max(*score, std::get<double>(part));
  } else if (auto* name = std::get_if<std::string>(&whole)) {
    if (name->empty()) *name = std::get<std::string>(part);
  } else {
    add_unseen(std::get<std::vector<std::string>>(whole), std::get<std::vector<std::string>>(part));
  }
}

// A fault is of use only where nothing is known.
void merge_signal(text::Signal& whole, const text::Signal& part) {
  const auto has_value = [](const text::Signal& signal) {
    return signal.computed && signal.fault == text::SignalFault::kNone;
  };
  if (has_value(whole) && has_value(part) && whole.value.index() == part.value.index()) {
    merge_value(whole.value, part.value);
  } else if (!has_value(whole) && (has_value(part) || whole.fault == text::SignalFault::kNone)) {
    whole = part;
  }
}

// A detector's outcome is the worst of the parts', kNotNeeded only where it was so in all.
void merge_runs(std::vector<detect::DetectorRun>& whole,
                const std::vector<detect::DetectorRun>& part) {
  for (const detect::DetectorRun& run : part) {
    const auto known = std::find_if(whole.begin(), whole.end(),
                                    [&](const auto& other) { return other.name == run.name; });
    if (known == whole.end()) {
      whole.push_back(run);
      continue;
    }
    known->microseconds += run.microseconds;
    const auto weight = [](detect::Outcome outcome) {
      if (outcome == detect::Outcome::kNotNeeded) return 0;
      return outcome == detect::Outcome::kRan ? 1 : 2;
    };
    if (weight(run.outcome) > weight(known->outcome)) {
      known->outcome = run.outcome;
      known->note = run.note;
    } else if (run.outcome == known->outcome && known->note.empty()) {
      known->note = run.note;
    }
  }
}

void merge_detections(Inspection& whole, const Inspection& part) {
  auto& signals = whole.detection.signals;
  for (size_t i = 0; i < std::min(signals.size(), part.detection.signals.size()); ++i) {
    merge_signal(signals[i], part.detection.signals[i]);
  }
  for (size_t i = 0; i < std::min(whole.computed.size(), part.computed.size()); ++i) {
    if (part.computed[i]) whole.computed[i] = true;
  }
  merge_runs(whole.detection.detectors, part.detection.detectors);
  merge_runs(whole.guards, part.guards);
  whole.waits_for_guards |= part.waits_for_guards;
  whole.detect_time += part.detect_time;
  whole.decide_time += part.decide_time;
}

}  // namespace

Inspection combined(const policy::CompiledPolicy& policy,
                    std::span<const Inspection* const> parts) {
  if (parts.empty()) return {};
  Inspection whole = *parts.front();
  if (parts.size() == 1) return whole;
  whole.decision = merge_decisions(policy, parts);
  for (const Inspection* part : parts.subspan(1)) merge_detections(whole, *part);
  whole.detection.findings.clear();
  for (size_t i = 0; i < parts.size(); ++i) {
    for (const detect::Finding& found : parts[i]->detection.findings) {
      whole.detection.findings.push_back(found);
      whole.detection.findings.back().segment = i;
    }
  }
  return whole;
}

}  // namespace gs::filter
