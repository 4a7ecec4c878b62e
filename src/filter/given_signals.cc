#include "filter/given_signals.h"

#include <boost/json.hpp>
#include <chrono>
#include <utility>

#include "base/clock.h"
#include "detect/plan.h"
#include "filter/detectors.h"

namespace gs::filter {
namespace {

// A tool has no request that waits for it.
constexpr detect::Deadline kNoHurry{std::chrono::minutes(1), detect::OnTimeout::kClosed};

bool is_set(const policy::TestGiven& given, text::Phase phase, const std::string& name) {
  return given.signals.contains(name) ||
         given.signals.contains(std::string(text::to_string(phase)) + "." + name);
}

policy::GivenSignals detect_given(const detect::Detectors& shared,
                                  const policy::CompiledPolicy& policy, text::Phase phase,
                                  const policy::TestGiven& given) {
  policy::GivenSignals result = policy::signals_from_given(policy, phase, given);
  if (!result.problem.empty()) return result;
  auto detectors = detectors_for(policy, shared);
  auto claims = detect::read_caller_claims(given.context);
  if (!detectors || !claims) {
    result.problem = !detectors ? detectors.error().to_string()
                                : claims.error().field + " " + claims.error().detail;
    return result;
  }
  const bool is_prompt = phase == text::Phase::kPrompt;
  const std::string written = (is_prompt ? given.prompt : given.output).value_or("");
  const text::Segment segment{is_prompt ? text::Role::kUser : text::Role::kAssistant,
                              std::string(text::to_string(phase)), written};
  SystemClock clock;
  const std::vector<bool> all(policy.signals().size(), true);
  const detect::Detection found =
      detect::Plan(*detectors, all, clock).run({&segment, 1}, {phase, &*claims}, kNoHurry);
  for (size_t i = 0; i < found.signals.size(); ++i) {
    const text::SignalDeclaration& declared = policy.signals()[i];
    if (!found.signals[i].computed || !text::exists_in(declared, phase)) continue;
    if (!is_set(given, phase, declared.name)) result.signals[i] = found.signals[i];
  }
  return result;
}

}  // namespace

policy::SignalSource detected_signals(detect::Detectors shared) {
  return [shared = std::move(shared)](const policy::CompiledPolicy& policy, text::Phase phase,
                                      const policy::TestGiven& given) {
    return detect_given(shared, policy, phase, given);
  };
}

}  // namespace gs::filter
