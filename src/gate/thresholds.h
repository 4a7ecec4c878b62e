// One threshold against one value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gate/measurement.h"
#include "policy/model.h"

namespace gs::gate {

// kPass: within the limit (a value equal to it passes). kMissing: the area was given without the
// metric, which counts as a violation. kNotEvaluated: the area was not given.
enum class Outcome : uint8_t { kPass, kWarning, kRetrain, kViolation, kMissing, kNotEvaluated };
std::string_view to_string(Outcome outcome);  // "pass", "warning", "retrain", ...

// One limit of a threshold, as compared.
struct Detail {
  std::string metric;           // "quality.pass_at_5"
  std::optional<double> value;  // absent: kMissing and kNotEvaluated
  std::string limit;            // "target", "target_max", "warn_at", ...
  std::optional<double> threshold;
  std::string comparison;  // what must hold: ">=" or "<="
  Outcome outcome = Outcome::kPass;
  std::string message;  // "quality.pass_at_5 0.75 < target 0.82"
  std::optional<Interval> interval;
  std::optional<uint64_t> samples_needed;  // where too few leave the bound beyond the limit
};

// A row for each limit that the threshold has, in the order target, target_max, warn_at,
// retrain_at. Without a value every row has `absent` as its outcome.
//
// The value itself is compared. Where it comes with counts and passes target or target_max while
// the unfavourable end of its interval does not, that is a warning. With `compare: upper_bound`
// that end decides for these two, where there is an interval.
std::vector<Detail> compare(const policy::Threshold& threshold, std::optional<Measurement> value,
                            Outcome absent = Outcome::kMissing);

}  // namespace gs::gate
