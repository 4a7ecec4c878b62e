#include "filter/given_signals.h"

#include <boost/json.hpp>
#include <chrono>

#include "base/clock.h"
#include "detect/plan.h"
#include "filter/detectors.h"
#include "filter/patterns.h"

namespace gs::filter {
namespace {

// A tool has no request that waits for it.
constexpr detect::Deadline kNoHurry{std::chrono::minutes(1), detect::OnTimeout::kClosed};

bool is_set(const policy::TestGiven& given, text::Phase phase, const std::string& name) {
  return given.signals.contains(name) ||
         given.signals.contains(std::string(text::to_string(phase)) + "." + name);
}

}  // namespace

policy::GivenSignals detected_signals(const policy::CompiledPolicy& policy, text::Phase phase,
                                      const policy::TestGiven& given) {
  policy::GivenSignals result = policy::signals_from_given(policy, phase, given);
  if (!result.problem.empty()) return result;
  auto patterns = patterns_of(policy);
  auto claims = detect::read_caller_claims(given.context);
  if (!patterns || !claims) {
    result.problem = !patterns ? patterns.error().to_string()
                               : claims.error().field + " " + claims.error().detail;
    return result;
  }
  const bool is_prompt = phase == text::Phase::kPrompt;
  const std::string written = (is_prompt ? given.prompt : given.output).value_or("");
  const text::Segment segment{is_prompt ? text::Role::kUser : text::Role::kAssistant,
                              std::string(text::to_string(phase)), written};
  SystemClock clock;
  const detect::Detectors detectors = all_detectors(*std::move(patterns));
  const std::vector<bool> all(policy.signals().size(), true);
  const detect::Detection found =
      detect::Plan(detectors, all, clock).run({&segment, 1}, {phase, &*claims}, kNoHurry);
  for (size_t i = 0; i < found.signals.size(); ++i) {
    const text::SignalDeclaration& declared = policy.signals()[i];
    if (!found.signals[i].computed || !text::exists_in(declared, phase)) continue;
    if (!is_set(given, phase, declared.name)) result.signals[i] = found.signals[i];
  }
  return result;
}

}  // namespace gs::filter
