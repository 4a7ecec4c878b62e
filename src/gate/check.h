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

#include "gate/thresholds.h"
#include "policy/model.h"

namespace gs::gate {

// Area -> metric -> value, finite: {"quality": {"pass_at_5": 0.83}}. A threshold on an area itself
// (availability) reads the metric of the same name, or "value".
using Metrics = std::map<std::string, std::map<std::string, double>>;

enum class Status : uint8_t { kPass, kWarn, kFail };
std::string_view to_string(Status status);  // "pass", "warn", "fail"

struct GateReport {
  Status status = Status::kPass;
  std::vector<std::string> violations;  // metric names, "quality.pass_at_5", without repeats
  std::vector<std::string> warnings;  // metric names; "retrain" beside the metric above retrain_at
  std::vector<std::string> not_evaluated;  // metric names
  std::vector<Detail> details;             // in the order of the policy file
};

GateReport check(std::span<const policy::Threshold> thresholds, const Metrics& metrics);

// The body of POST /ci/check: {status, violations, warnings, not_evaluated, details[{metric, value,
// limit, threshold, comparison, outcome, message}]}.
boost::json::object to_json(const GateReport& report);

}  // namespace gs::gate
