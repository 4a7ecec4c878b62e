#include "gate/thresholds.h"

#include <array>

#include <fmt/format.h>

#include "base/json.h"

namespace gs::gate {
namespace {

// A limit of a threshold: which way it points, and what missing it means.
struct Limit {
  std::string_view name;
  std::optional<double> bound;
  bool is_minimum;
  Outcome when_missed;
};

std::array<Limit, 4> limits_of(const policy::Threshold& threshold) {
  const auto blocks = [](bool blocking) {
    return blocking ? Outcome::kViolation : Outcome::kWarning;
  };
  return {{{threshold.minimum_key, threshold.minimum, true, blocks(threshold.minimum_blocks)},
           {"target_max", threshold.maximum, false, blocks(threshold.maximum_blocks)},
           {"warn_at", threshold.warn_at, false, Outcome::kWarning},
           {"retrain_at", threshold.retrain_at, false,
            threshold.retrain_blocks ? Outcome::kViolation : Outcome::kRetrain}}};
}

Detail compare_limit(const std::string& metric, std::optional<double> value, const Limit& limit,
                     Outcome absent) {
  Detail detail;
  detail.metric = metric;
  detail.value = value;
  detail.limit = limit.name;
  detail.threshold = limit.bound;
  detail.comparison = limit.is_minimum ? ">=" : "<=";
  if (!value) {
    detail.outcome = absent;
    detail.message = fmt::format("{} {}", metric,
                                 absent == Outcome::kMissing ? "is missing" : "was not evaluated");
    return detail;
  }
  const bool missed = limit.is_minimum ? *value < *limit.bound : *value > *limit.bound;
  detail.outcome = missed ? limit.when_missed : Outcome::kPass;
  const std::string_view relation =
      missed ? (limit.is_minimum ? "<" : ">") : std::string_view(detail.comparison);
  detail.message = fmt::format("{} {} {} {} {}", metric, ecmascript_number(*value), relation,
                               limit.name, ecmascript_number(*limit.bound));
  return detail;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  constexpr std::array<std::string_view, 6> kNames = {"pass",      "warning", "retrain",
                                                      "violation", "missing", "not_evaluated"};
  return kNames[static_cast<size_t>(outcome)];
}

std::vector<Detail> compare(const policy::Threshold& threshold, std::optional<double> value,
                            Outcome absent) {
  std::vector<Detail> details;
  for (const Limit& limit : limits_of(threshold)) {
    if (limit.bound) {
      details.push_back(compare_limit(threshold.name(), value, limit, absent));
    }
  }
  return details;
}

}  // namespace gs::gate
