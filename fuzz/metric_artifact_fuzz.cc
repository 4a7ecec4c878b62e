// Any bytes as a metric artifact: refused with a reason, or measurements that are what they must
// be.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "gate/check.h"
#include "gate/metric_artifact.h"
#include "gate/metric_range.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void check_measurement(const std::string& name, const gs::gate::Measurement& measured) {
  check(std::isfinite(measured.value) && !gs::gate::out_of_range(name, measured.value));
  if (measured.counts) {
    check(measured.counts->samples > 0 && measured.counts->events <= measured.counts->samples);
  }
  const auto interval = measured.interval();
  if (!interval) return;
  check(std::isfinite(interval->low) && std::isfinite(interval->high));
  check(interval->low <= interval->high && interval->level > 0 && interval->level < 1);
}

gs::policy::Threshold limit() {
  gs::policy::Threshold threshold;
  threshold.area = "safety";
  threshold.metric = "harmful_rate";
  threshold.maximum = 0.005;
  return threshold;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> limited = {"harmful_rate"};
  const auto artifact = gs::gate::parse_metric_artifact(text, "safety", limited);
  if (!artifact) {
    check(!artifact.error().message.empty());
    return 0;
  }
  for (const auto& [name, measured] : artifact->metrics) check_measurement(name, measured);
  const std::vector<gs::policy::Threshold> thresholds = {limit()};
  const auto report = gs::gate::check(thresholds, {{"safety", artifact->metrics}});
  // Nothing passes without the metric.
  const bool passes = report.status == gs::gate::Status::kPass;
  check(!passes || artifact->metrics.contains("harmful_rate"));
  return 0;
}
