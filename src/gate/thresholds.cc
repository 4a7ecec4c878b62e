#include "gate/thresholds.h"

#include <array>

#include <fmt/format.h>

#include "base/json.h"
#include "gate/wilson.h"

namespace gs::gate {
namespace {

// A limit of a threshold: which way it points, and what missing it means.
struct Limit {
  std::string_view name;
  std::optional<double> bound;
  bool is_minimum;
  bool is_target;  // what must be reached, where the others say when to look
  Outcome when_missed;
};

std::array<Limit, 4> limits_of(const policy::Threshold& threshold) {
  const auto blocks = [](bool blocking) {
    return blocking ? Outcome::kViolation : Outcome::kWarning;
  };
  return {{{threshold.minimum_key, threshold.minimum, true, true, blocks(threshold.minimum_blocks)},
           {"target_max", threshold.maximum, false, true, blocks(threshold.maximum_blocks)},
           {"warn_at", threshold.warn_at, false, false, Outcome::kWarning},
           {"retrain_at", threshold.retrain_at, false, false,
            threshold.retrain_blocks ? Outcome::kViolation : Outcome::kRetrain}}};
}

bool misses(double value, const Limit& limit) {
  return limit.is_minimum ? value < *limit.bound : value > *limit.bound;
}

std::string number(double value) {
  return ecmascript_number(value);
}

// "95% upper bound 0.03699"
std::string bound_text(const Interval& interval, const Limit& limit) {
  return fmt::format("{:g}% {} bound {:.4g}", interval.level * 100,
                     limit.is_minimum ? "lower" : "upper",
                     limit.is_minimum ? interval.low : interval.high);
}

std::string relation_of(const Limit& limit, bool missed) {
  if (limit.is_minimum) return missed ? "<" : ">=";
  return missed ? ">" : "<=";
}

// The point passes and its bound does not.
void warn_of_few_samples(const Measurement& measured, const Limit& limit, Detail& detail) {
  detail.outcome = Outcome::kWarning;
  detail.samples_needed = samples_needed(measured.value, *limit.bound);
  detail.message += fmt::format(", but its {} is not: ", bound_text(*detail.interval, limit));
  detail.message += detail.samples_needed
                        ? fmt::format("{} samples at this rate are needed, there are {}",
                                      *detail.samples_needed, measured.counts->samples)
                        : std::string("no number of samples at this rate would do");
}

void compare_value(const Measurement& measured, const Limit& limit, bool bound_decides,
                   Detail& detail) {
  detail.interval = measured.interval();
  const double end =
      detail.interval ? (limit.is_minimum ? detail.interval->low : detail.interval->high) : 0;
  bound_decides = bound_decides && limit.is_target && detail.interval;
  const bool missed = misses(bound_decides ? end : measured.value, limit);
  detail.outcome = missed ? limit.when_missed : Outcome::kPass;
  const std::string compared = bound_decides ? fmt::format("{} ({})", number(measured.value),
                                                           bound_text(*detail.interval, limit))
                                             : number(measured.value);
  detail.message = fmt::format("{} {} {} {} {}", detail.metric, compared,
                               relation_of(limit, missed), limit.name, number(*limit.bound));
  if (missed || bound_decides || !limit.is_target || !measured.counts) return;
  if (misses(end, limit)) warn_of_few_samples(measured, limit, detail);
}

Detail compare_limit(const policy::Threshold& threshold, const std::optional<Measurement>& value,
                     const Limit& limit, Outcome absent) {
  Detail detail;
  detail.metric = threshold.name();
  detail.limit = limit.name;
  detail.threshold = limit.bound;
  detail.comparison = limit.is_minimum ? ">=" : "<=";
  if (!value) {
    detail.outcome = absent;
    detail.message = fmt::format("{} {}", detail.metric,
                                 absent == Outcome::kMissing ? "is missing" : "was not evaluated");
    return detail;
  }
  detail.value = value->value;
  compare_value(*value, limit, threshold.compare_upper_bound, detail);
  return detail;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  constexpr std::array<std::string_view, 6> kNames = {"pass",      "warning", "retrain",
                                                      "violation", "missing", "not_evaluated"};
  return kNames[static_cast<size_t>(outcome)];
}

std::vector<Detail> compare(const policy::Threshold& threshold, std::optional<Measurement> value,
                            Outcome absent) {
  std::vector<Detail> details;
  for (const Limit& limit : limits_of(threshold)) {
    if (limit.bound) {
      details.push_back(compare_limit(threshold, value, limit, absent));
    }
  }
  return details;
}

}  // namespace gs::gate
