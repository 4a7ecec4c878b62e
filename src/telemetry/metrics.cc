#include "telemetry/metrics.h"

#include "telemetry/resolve_once.h"

#include <array>
#include <charconv>
#include <chrono>
#include <utility>

namespace gs::telemetry {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

constexpr int kLowestStatus = 100;
constexpr int kStatuses = 500;

// A decision takes microseconds, a request with a model behind it up to a minute.
constexpr std::array<nanoseconds, 16> kDecisionBounds = {
    microseconds(5),     microseconds(10),     microseconds(20),     microseconds(35),
    microseconds(50),    microseconds(75),     microseconds(100),    microseconds(200),
    microseconds(350),   microseconds(500),    microseconds(1'000),  microseconds(2'500),
    microseconds(5'000), microseconds(10'000), microseconds(50'000), microseconds(250'000)};
constexpr std::array<nanoseconds, 18> kRequestBounds = {
    microseconds(50),         microseconds(100),        microseconds(200),
    microseconds(350),        microseconds(500),        microseconds(1'000),
    microseconds(2'500),      microseconds(5'000),      microseconds(10'000),
    microseconds(25'000),     microseconds(100'000),    microseconds(250'000),
    microseconds(500'000),    microseconds(1'000'000),  microseconds(2'500'000),
    microseconds(10'000'000), microseconds(30'000'000), microseconds(60'000'000)};

}  // namespace

Metrics::Metrics(const BuildInfo& build)
    : requests_(registry_.counters({"llm_requests_total",
                                    "Requests answered, by model, endpoint and status",
                                    {"model", "endpoint", "status"}})),
      decisions_(registry_.counters({"policy_decisions_total",
                                     "Policy decisions, by phase, action and deciding rule",
                                     {"phase", "action", "rule"}})),
      decision_seconds_(registry_.histograms(
          {"policy_decision_seconds", "Time to inspect and decide, by phase", {"phase"}},
          kDecisionBounds)),
      request_seconds_(registry_.histograms(
          {"gateway_request_seconds", "Time from request to answer, by endpoint", {"endpoint"}},
          kRequestBounds)),
      policy_reloads_(registry_.counters(
          {"policy_reload_total", "Loads of the policy file, by outcome", {"outcome"}})),
      policy_rules_(registry_.gauges({"policy_rules", "Rules in the policy that is in force", {}})),
      proxy_(registry_) {
  registry_.gauges({"build_info", "Which build this is; always 1", {"version", "revision"}})
      .with({build.version, build.revision})
      .set(1);
}

RequestCounters::RequestCounters(Metrics& metrics, std::string model, std::string endpoint)
    : family_(metrics.requests()),
      model_(std::move(model)),
      endpoint_(std::move(endpoint)),
      by_status_(kStatuses) {}

void RequestCounters::count(int status) {
  if (status < kLowestStatus || status >= kLowestStatus + kStatuses) status = 500;
  std::atomic<Counter*>& cell = by_status_[static_cast<size_t>(status - kLowestStatus)];
  resolve_once(cell, [&]() -> Counter& {
    std::array<char, 4> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), status).ptr;
    return family_.with({model_, endpoint_, std::string_view(digits.data(), end)});
  }).add();
}

DecisionCounters::DecisionCounters(Metrics& metrics, std::span<const std::string_view> phases,
                                   std::span<const std::string_view> actions,
                                   std::span<const std::string> rules)
    : family_(metrics.decisions()),
      phases_(phases.begin(), phases.end()),
      actions_(actions.begin(), actions.end()),
      rules_(rules.begin(), rules.end()),
      cells_(phases.size() * actions.size() * (rules.size() + 1)) {
  rules_.emplace_back();
}

void DecisionCounters::count(size_t phase, size_t action, size_t rule) {
  if (rule == kNoRule) rule = rules_.size() - 1;
  std::atomic<Counter*>& cell = cells_[(phase * actions_.size() + action) * rules_.size() + rule];
  resolve_once(cell, [&]() -> Counter& {
    return family_.with({phases_[phase], actions_[action], rules_[rule]});
  }).add();
}

}  // namespace gs::telemetry
