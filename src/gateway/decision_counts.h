// Counts the decisions of one loaded policy.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "policy/decision.h"
#include "policy/program.h"
#include "telemetry/metrics.h"

namespace gs::gateway {

class DecisionCounts {
 public:
  DecisionCounts(telemetry::Metrics& metrics, const policy::CompiledPolicy& policy);

  // One more decision, under the rule that decided it (the first applied one of the decision's
  // action, none for allow), and the time it took. Safe from any thread.
  void count(const policy::Decision& decision, std::chrono::nanoseconds took);

 private:
  size_t deciding_rule(const policy::Decision& decision) const;

  std::vector<std::string> rules_;
  telemetry::DecisionCounters counters_;
  telemetry::Histogram& prompt_seconds_;
  telemetry::Histogram& output_seconds_;
};

}  // namespace gs::gateway
