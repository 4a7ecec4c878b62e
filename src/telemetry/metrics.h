// The metrics of the gateway by the names that alerts and dashboards build on.
//
// Instruments are resolved when a policy is loaded or an endpoint is set up, and then used without
// locks. Safe from any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/instruments.h"
#include "telemetry/proxy_metrics.h"
#include "telemetry/registry.h"

namespace gs::telemetry {

struct BuildInfo {
  std::string version;
  std::string revision;
};

class Metrics {
 public:
  explicit Metrics(const BuildInfo& build);

  // llm_requests_total{model,endpoint,status}. Models that are not configured count as "other".
  CounterFamily& requests() { return requests_; }
  // policy_decisions_total{phase,action,rule}; rule is empty where none matched.
  CounterFamily& decisions() { return decisions_; }
  // policy_decision_seconds{phase}
  Histogram& decision_seconds(std::string_view phase) { return decision_seconds_.with({phase}); }
  // gateway_request_seconds{endpoint}
  Histogram& request_seconds(std::string_view endpoint) {
    return request_seconds_.with({endpoint});
  }
  // policy_reload_total{outcome}: "swapped" or "rejected".
  Counter& policy_reloads(std::string_view outcome) { return policy_reloads_.with({outcome}); }
  // policy_rules: rules in the policy that is in force.
  Gauge& policy_rules() { return policy_rules_.with({}); }

  // What the proxy counts.
  ProxyMetrics& proxy() { return proxy_; }
  // For families of other modules.
  Registry& registry() { return registry_; }
  std::string expose() const { return registry_.expose(); }

 private:
  Registry registry_;
  CounterFamily& requests_;
  CounterFamily& decisions_;
  HistogramFamily& decision_seconds_;
  HistogramFamily& request_seconds_;
  CounterFamily& policy_reloads_;
  GaugeFamily& policy_rules_;
  ProxyMetrics proxy_;
};

// llm_requests_total of one model and endpoint, by status. A series appears with its first request
// (which resolves it, under the family's lock); after that a count is one table look-up.
class RequestCounters {
 public:
  RequestCounters(Metrics& metrics, std::string model, std::string endpoint);
  void count(int status);  // 100 to 599; anything else counts as 500

 private:
  CounterFamily& family_;
  const std::string model_;
  const std::string endpoint_;
  std::vector<std::atomic<Counter*>> by_status_;
};

// policy_decisions_total for one loaded policy, by the positions of phase, action and rule in the
// lists given here. Series appear with their first decision, as above.
class DecisionCounters {
 public:
  DecisionCounters(Metrics& metrics, std::span<const std::string_view> phases,
                   std::span<const std::string_view> actions, std::span<const std::string> rules);
  // Positions must lie within the lists; kNoRule counts under the empty rule.
  void count(size_t phase, size_t action, size_t rule);
  static constexpr size_t kNoRule = SIZE_MAX;

 private:
  CounterFamily& family_;
  const std::vector<std::string> phases_;
  const std::vector<std::string> actions_;
  std::vector<std::string> rules_;  // with the empty one at the end
  std::vector<std::atomic<Counter*>> cells_;
};

}  // namespace gs::telemetry
