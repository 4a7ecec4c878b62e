#include "gate/metric_range.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/json.h"

namespace gs::gate {
namespace {

constexpr std::array<std::string_view, 3> kShares = {"accuracy", "availability", "robustness"};
constexpr std::array<std::string_view, 2> kShareBeginnings = {"pass_at_", "subgroup_"};
constexpr std::array<std::string_view, 3> kShareEndings = {"_rate", "_risk", "_difference"};
constexpr std::array<std::string_view, 5> kNonNegative = {"psi", "kl", "js_distance", "k_anonymity",
                                                          "l_diversity"};
constexpr std::array<std::string_view, 2> kNonNegativeEndings = {"_seconds", "_ms"};

template <typename Names>
bool is_any(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <typename Names>
bool ends_with_any(const Names& endings, std::string_view name) {
  return std::any_of(endings.begin(), endings.end(),
                     [name](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

MetricKind kind_of_metric(std::string_view name) {
  const bool begins =
      std::any_of(kShareBeginnings.begin(), kShareBeginnings.end(),
                  [name](std::string_view beginning) { return name.starts_with(beginning); });
  if (begins || is_any(kShares, name) || ends_with_any(kShareEndings, name)) {
    return MetricKind::kShare;
  }
  if (is_any(kNonNegative, name) || ends_with_any(kNonNegativeEndings, name)) {
    return MetricKind::kNonNegative;
  }
  return MetricKind::kUnknown;
}

std::optional<std::string> out_of_range(std::string_view metric, double value) {
  const MetricKind kind = kind_of_metric(metric);
  if (kind == MetricKind::kShare && !(value >= 0 && value <= 1)) {
    return fmt::format("must be from 0 to 1, not {}", ecmascript_number(value));
  }
  if (kind == MetricKind::kNonNegative && value < 0) {
    return fmt::format("must not be negative, and is {}", ecmascript_number(value));
  }
  return std::nullopt;
}

}  // namespace gs::gate
