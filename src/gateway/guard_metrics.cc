#include "gateway/guard_metrics.h"

#include <array>
#include <chrono>
#include <string_view>

namespace gs::gateway {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::chrono::nanoseconds, 13> kBounds = {
    milliseconds(1),     milliseconds(2),     milliseconds(5),     milliseconds(10),
    milliseconds(25),    milliseconds(50),    milliseconds(100),   milliseconds(250),
    milliseconds(500),   milliseconds(1'000), milliseconds(2'500), milliseconds(10'000),
    milliseconds(60'000)};

std::string_view outcome_of(filter::GuardVerdict::Kind kind) {
  switch (kind) {
    case filter::GuardVerdict::Kind::kAnswered:
      return "answered";
    case filter::GuardVerdict::Kind::kTimedOut:
      return "timed_out";
    case filter::GuardVerdict::Kind::kBreakerOpen:
      return "breaker_open";
    case filter::GuardVerdict::Kind::kFailed:
      break;
  }
  return "failed";
}

}  // namespace

guards::Panel::Sink guard_metrics(telemetry::Metrics& metrics) {
  telemetry::CounterFamily& calls = metrics.registry().counters(
      {"gateway_guard_calls_total", "Questions to external guards", {"guard", "outcome"}});
  telemetry::HistogramFamily& seconds = metrics.registry().histograms(
      {"gateway_guard_seconds", "Time of questions to external guards", {"guard"}}, kBounds);
  return [&calls, &seconds](const guards::Asked& asked) {
    calls.with({asked.guard, outcome_of(asked.verdict.kind)}).add();
    seconds.with({asked.guard}).observe(std::chrono::microseconds(asked.verdict.microseconds));
  };
}

}  // namespace gs::gateway
