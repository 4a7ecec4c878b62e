// The metric artifact: the results of one area of one model, as `governed-speed eval` writes them
// and the gate reads them. docs/formats/metric_artifact.md is the format.
//
//   GS_TRY(auto artifact, parse_metric_artifact(text, "quality", {"pass_at_5"}));
//
// Every other tool's bare file of metrics, {"pass_at_5": 0.83}, is one, too. What is unusable is
// refused with the field that is wrong; nothing unusable is left aside and passed.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gate/measurement.h"

namespace gs::gate {

inline constexpr std::string_view kMetricsFormat = "governed-speed.metrics/1";
inline constexpr size_t kMaxArtifactTasks = 100'000;
inline constexpr size_t kMaxArtifactWarnings = 100;

struct MetricArtifact {
  std::string model;                   // empty: it does not say
  std::optional<WallTime> created_at;  // as it says
  std::map<std::string, Measurement> metrics;
  std::vector<std::string> warnings;  // of the tool that computed it, such as a partial run
};

// `limited`: metrics that the policy limits and that therefore must be numbers where they stand.
// Errors name the field in `where` ("counts.harmful_rate.samples", or "line 3 column 5"): no JSON
// object, NaN, a metric that is no number or out of range, 0 samples, counts that give another
// value, a task twice, another area or format.
Result<MetricArtifact> parse_metric_artifact(std::string_view text, std::string_view area,
                                             std::span<const std::string> limited = {});

}  // namespace gs::gate
