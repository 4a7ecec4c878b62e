#include "measure/every_detector.h"

#include <algorithm>
#include <chrono>

namespace gs::measure {
namespace {

// A tool has no request that waits for it; the bound only keeps a defect from hanging it.
constexpr detect::Deadline kNoHurry{std::chrono::minutes(1), detect::OnTimeout::kClosed};

std::vector<bool> signals_of(std::span<const text::SignalDeclaration> declared, text::Phase phase) {
  std::vector<bool> flags;
  for (const text::SignalDeclaration& signal : declared) flags.push_back(exists_in(signal, phase));
  return flags;
}

// A detector that reads no text tells of the caller, whom a tool does not have.
std::vector<bool> looked_for(const detect::Detectors& detectors, std::vector<bool> in_phase) {
  std::vector<bool> flags(in_phase.size(), false);
  for (const auto& detector : detectors) {
    if (detector->reads() == detect::Reads::kNothing) continue;
    for (text::SignalNumber number : detector->signals()) flags[number] = in_phase[number];
  }
  return flags;
}

}  // namespace

EveryDetector::EveryDetector(const detect::Detectors& detectors,
                             std::span<const text::SignalDeclaration> declared, text::Phase phase,
                             const Clock& clock)
    : declared_(declared),
      phase_(phase),
      looked_for_(looked_for(detectors, signals_of(declared, phase))),
      plan_(detectors, signals_of(declared, phase), clock) {}

detect::Detection EveryDetector::run(const text::Segment& segment) const {
  detect::Detection found = plan_.run({&segment, 1}, {.phase = phase_}, kNoHurry);
  for (size_t i = 0; i < found.signals.size(); ++i) {
    text::Signal& signal = found.signals[i];
    if (!looked_for_[i] || signal.computed || signal.fault != text::SignalFault::kNone) continue;
    signal.computed = true;
    signal.value = text::neutral_value(declared_[i].type);
  }
  std::stable_sort(found.findings.begin(), found.findings.end(),
                   [](const detect::Finding& a, const detect::Finding& b) {
                     return a.span.begin < b.span.begin;
                   });
  return found;
}

}  // namespace gs::measure
