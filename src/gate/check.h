// The governance gate: all thresholds of a policy against the metrics of one change.
//
// The areas for which metrics are given are evaluated. An area given without its metric is a
// violation that names the metric; an area with a threshold but no metrics is not evaluated, and
// neither is a metric without a threshold. With no thresholds there is nothing to check and the
// status is pass.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gate/measurement.h"
#include "gate/thresholds.h"
#include "policy/model.h"

namespace gs::gate {

enum class Status : uint8_t { kPass, kWarn, kFail };
std::string_view to_string(Status status);  // "pass", "warn", "fail"

// What single checks add up to. Names are those of metrics, "quality.pass_at_5", without repeats.
struct Verdict {
  Status status = Status::kPass;
  std::vector<std::string> violations;
  std::vector<std::string> warnings;  // with "retrain" beside the metric above retrain_at
  std::vector<std::string> not_evaluated;

  void count(const std::string& name, Outcome outcome);
  void close();  // once, after the last count(): the status
};

struct GateReport : Verdict {
  std::vector<Detail> details;  // in the order of the policy file
};

GateReport check(std::span<const policy::Threshold> thresholds, const Metrics& metrics);

// {metric, value, limit, threshold, comparison, outcome, message, confidence_interval?{low, high,
// level, method}, samples_needed?}.
boost::json::object to_json(const Detail& detail);

// The body of POST /ci/check: {status, violations, warnings, not_evaluated, details[...]}.
boost::json::object to_json(const GateReport& report);

}  // namespace gs::gate
