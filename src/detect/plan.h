// Which detectors run for a policy, and running them.
//
//   Plan plan(detectors, signals_that_rules_read);
//   Detection found = plan.run(segments, scope, deadline);
//
// A detector none of whose signals is asked for does not run. A detector that does not finish
// before the deadline leaves its signals as errors (closed: rules that read them fail closed) or as
// if nothing had been found (open); either way its outcome says so.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "detect/detector.h"
#include "text/segment.h"
#include "text/signal.h"

namespace gs::detect {

// Of detectors the first three; of external guards all of them.
enum class Outcome : uint8_t {
  kRan,
  kNotNeeded,
  kTimedOut,
  kFailedOpen,
  kFailedClosed,
  kBreakerOpen
};

std::string_view to_string(Outcome outcome);

// What became of one detector, or one external guard, in one run.
struct DetectorRun {
  std::string_view name;
  Outcome outcome = Outcome::kNotNeeded;
  uint32_t microseconds = 0;
  std::string note = {};  // of a guard: what it named, or why it failed; never text
};

struct Detection {
  text::Signals signals;  // one for each signal the plan was made for, by number
  std::vector<Finding> findings;
  std::vector<DetectorRun> detectors;  // every detector of the list, in its order
};

enum class OnTimeout : uint8_t { kClosed, kOpen };

struct Deadline {
  std::chrono::microseconds budget{50'000};  // from the start of run()
  OnTimeout on_timeout = OnTimeout::kClosed;
};

// Immutable; run() may be called from any thread.
class Plan {
 public:
  // `needed` has a flag for every declared signal. `detectors` and `clock` outlive the plan.
  Plan(const Detectors& detectors, std::vector<bool> needed, const Clock& clock);

  Detection run(std::span<const text::Segment> segments, const Scope& scope,
                const Deadline& deadline) const;

  // Needed signals that no detector of the list can raise; rules reading them see neutral values.
  std::vector<text::SignalNumber> uncovered() const;

  // The list it was made with, and those of it that run, in its order.
  const Detectors& detectors() const { return detectors_; }
  std::vector<const Detector*> running() const;
  size_t signal_count() const { return needed_.size(); }
  const Clock& clock() const { return clock_; }

  // Leaves the signals of a detector that did not finish as `on_timeout` says.
  void mark_late(const Detector& detector, OnTimeout on_timeout, text::Signals& signals) const;

 private:
  class Texts;
  Outcome run_one(const Detector& detector, Texts& texts, const Scope& scope, SteadyTime until,
                  Detection& detection) const;

  const Detectors& detectors_;
  std::vector<bool> needed_;
  std::vector<bool> runs_;  // by detector
  const Clock& clock_;
};

}  // namespace gs::detect
