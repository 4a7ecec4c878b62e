#include "gate/wilson.h"

#include <algorithm>
#include <cmath>

namespace gs::gate {
namespace {

constexpr double kSquare = kNormalQuantile * kNormalQuantile;
constexpr double kMostSamples = 9e15;  // exact as a double

}  // namespace

Interval wilson_interval(const Counts& counts) {
  const double n = static_cast<double>(counts.samples);
  const double rate = static_cast<double>(counts.events) / n;
  const double scale = 1 + kSquare / n;
  const double centre = (rate + kSquare / (2 * n)) / scale;
  const double half =
      kNormalQuantile / scale * std::sqrt(rate * (1 - rate) / n + kSquare / (4 * n * n));
  Interval interval;
  // At the ends the bound is exact; rounding must not move it.
  interval.low = counts.events == 0 ? 0 : std::max(0.0, centre - half);
  interval.high = counts.events == counts.samples ? 1 : std::min(1.0, centre + half);
  interval.method = "wilson";
  return interval;
}

std::optional<uint64_t> samples_needed(double rate, double limit) {
  if (rate == limit || limit <= 0 || limit >= 1) return std::nullopt;
  const double distance = limit - rate;
  const double samples = std::ceil(kSquare * limit * (1 - limit) / (distance * distance));
  if (!(samples < kMostSamples)) return std::nullopt;
  return static_cast<uint64_t>(samples);
}

std::optional<Interval> Measurement::interval() const {
  if (counts) return wilson_interval(*counts);
  return given;
}

}  // namespace gs::gate
