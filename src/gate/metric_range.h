// What values a metric can have, by its name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gs::gate {

enum class MetricKind : uint8_t {
  kUnknown,      // any finite number
  kShare,        // 0 to 1: pass_at_5, harmful_rate, reid_risk, subgroup_delta, accuracy, ...
  kNonNegative,  // 0 up: psi, kl, js_distance, p95_seconds, ...
};
MetricKind kind_of_metric(std::string_view name);

// What is wrong with the value, "must be from 0 to 1, not -0.1"; nothing where it can be.
std::optional<std::string> out_of_range(std::string_view metric, double value);

}  // namespace gs::gate
