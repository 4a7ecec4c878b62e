// The score interval of a proportion.
//
// E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
// the American Statistical Association 22 (1927), 209-212. Without continuity correction. It
// stays within [0, 1] and is not empty for 0 of n, where the Wald interval is.
#pragma once

#include <cstdint>
#include <optional>

#include "gate/measurement.h"

namespace gs::gate {

inline constexpr double kNormalQuantile = 1.959963984540054;  // of 0.975: 95%, both sides

// 95%. `counts` as Counts says.
Interval wilson_interval(const Counts& counts);

// How many samples it takes for the bound of `rate` to reach `limit`, if the rate stays what it is:
// z^2 limit (1 - limit) / (limit - rate)^2, rounded up. Nothing where no number would do: rate and
// limit are equal, or the limit is not between 0 and 1.
std::optional<uint64_t> samples_needed(double rate, double limit);

}  // namespace gs::gate
