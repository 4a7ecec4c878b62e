// From text to decision: the detectors that a policy needs, and the policy, as one immutable thing.
//
//   auto inspector = Inspector::create(policy, clock, deadline);
//   Inspection result = inspector->inspect(request, scratch);
//
// It knows neither sockets nor HTTP. A reload builds a new Inspector; requests in flight keep
// theirs.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "detect/plan.h"
#include "policy/decide.h"
#include "policy/program.h"
#include "text/segment.h"

namespace gs::filter {

// One phase of one exchange. Everything is borrowed for the time of the call.
struct InspectionRequest {
  text::Phase phase = text::Phase::kPrompt;
  std::span<const text::Segment> segments;
  const boost::json::object* context = nullptr;                // the caller's; null is empty
  const detect::CallerClaims* claims = nullptr;                // read from it
  const std::vector<std::string>* key_lawful_bases = nullptr;  // null is all
  const policy::RequestFacts* request = nullptr;
  const text::Signals* prompt_signals =
      nullptr;               // phase output: those of the exchange's prompt, if any
  double canary_bucket = 0;  // 0 <= bucket < 100
  bool strict = false;       // the exchange runs under safe mode
};

struct Inspection {
  policy::Decision decision;
  detect::Detection detection;  // signals: as rules saw them
  std::vector<bool> computed;   // by signal number: whether a detector gave the value
  std::chrono::nanoseconds detect_time{};
  std::chrono::nanoseconds decide_time{};
};

// Memory that one thread reuses from one inspection to the next.
struct Scratch {
  policy::Frame frame;
};

class Inspector {
 public:
  // `clock` outlives the inspector. Fails on a pattern that does not compile.
  static Result<std::shared_ptr<const Inspector>> create(
      std::shared_ptr<const policy::CompiledPolicy> policy, const Clock& clock,
      detect::Deadline deadline);

  Inspector(const Inspector&) = delete;
  Inspector& operator=(const Inspector&) = delete;

  // Safe from any thread, each with its own scratch.
  Inspection inspect(const InspectionRequest& request, Scratch& scratch) const;

  const policy::CompiledPolicy& policy() const { return *policy_; }

  // Names of signals that rules read and no detector of this build can find: only a caller's claim
  // or nothing at all gives them a value.
  std::vector<std::string> uncovered_signals() const;

 private:
  Inspector(std::shared_ptr<const policy::CompiledPolicy> policy, detect::Detectors detectors,
            const Clock& clock, detect::Deadline deadline);
  const detect::Plan& plan(text::Phase phase) const {
    return phase == text::Phase::kPrompt ? prompt_plan_ : output_plan_;
  }

  std::shared_ptr<const policy::CompiledPolicy> policy_;
  detect::Detectors detectors_;
  const Clock& clock_;
  detect::Deadline deadline_;
  detect::Plan prompt_plan_;
  detect::Plan output_plan_;
};

}  // namespace gs::filter
