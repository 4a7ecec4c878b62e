// Intervals around what was measured, at a level of 95%.
#pragma once

#include <cstdint>

namespace gs::evaluate {

inline constexpr double kLevel = 0.95;
inline constexpr double kNormalQuantile = 1.959963984540054;  // of kLevel, two-sided

struct Interval {
  double low = 0;
  double high = 0;
};

// Of a proportion, `events` of `samples` independent samples, 0 < samples: Wilson, "Probable
// inference, the law of succession, and statistical inference", JASA 22 (1927). Within 0 and 1, and
// of use for 0 events, where the normal interval has no width.
Interval wilson(uint64_t events, uint64_t samples);

// Of an estimate with a standard error, by the normal distribution, cut to [least, most].
Interval normal(double estimate, double standard_error, double least, double most);

}  // namespace gs::evaluate
