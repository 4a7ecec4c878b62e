#include "evaluate/interval.h"

#include <algorithm>
#include <cmath>

namespace gs::evaluate {

Interval wilson(uint64_t events, uint64_t samples) {
  const double n = static_cast<double>(samples);
  const double p = static_cast<double>(events) / n;
  const double z2 = kNormalQuantile * kNormalQuantile;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kNormalQuantile * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  // At the ends the exact bound is the end itself; rounding must not miss it.
  return {events == 0 ? 0 : std::max(0.0, centre - half),
          events == samples ? 1 : std::min(1.0, centre + half)};
}

Interval normal(double estimate, double standard_error, double least, double most) {
  const double half = kNormalQuantile * standard_error;
  return {std::max(least, estimate - half), std::min(most, estimate + half)};
}

}  // namespace gs::evaluate
