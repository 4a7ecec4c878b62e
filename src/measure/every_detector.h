// Every detector on one text, whatever a policy reads.
//
//   EveryDetector every(detectors, policy.signals(), text::Phase::kPrompt, clock);
//   detect::Detection found = every.run({text::Role::kUser, "", text});
//
// The findings are in order of their beginning. A signal of the phase that a detector looks for and
// nothing raised has its neutral value; what no detector of the list can find is not computed.
#pragma once

#include <span>
#include <vector>

#include "base/clock.h"
#include "detect/plan.h"
#include "text/segment.h"
#include "text/signal.h"

namespace gs::measure {

// Immutable; run() may be called from any thread.
class EveryDetector {
 public:
  // All that is referred to outlives it. `declared` is what the policy's rules may read.
  EveryDetector(const detect::Detectors& detectors,
                std::span<const text::SignalDeclaration> declared, text::Phase phase,
                const Clock& clock);

  detect::Detection run(const text::Segment& segment) const;

  // Whether some detector reads texts for this signal.
  bool looks_for(text::SignalNumber number) const { return looked_for_[number]; }
  std::span<const text::SignalDeclaration> declared() const { return declared_; }
  text::Phase phase() const { return phase_; }

 private:
  std::span<const text::SignalDeclaration> declared_;
  text::Phase phase_;
  std::vector<bool> looked_for_;
  detect::Plan plan_;
};

}  // namespace gs::measure
