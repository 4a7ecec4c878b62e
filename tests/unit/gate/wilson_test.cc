#include "gate/wilson.h"

#include <gtest/gtest.h>

#include <cmath>

namespace gs::gate {
namespace {

// Independently computed: statsmodels proportion_confint(method="wilson"), R's prop.test without
// correction.
TEST(Wilson, HasThePublishedValues) {
  EXPECT_EQ(wilson_interval({0, 100}).low, 0);
  EXPECT_NEAR(wilson_interval({0, 100}).high, 0.0369935, 5e-8);
  EXPECT_NEAR(wilson_interval({3, 1000}).low, 0.0010208, 5e-8);
  EXPECT_NEAR(wilson_interval({3, 1000}).high, 0.0087830, 5e-8);
  EXPECT_EQ(wilson_interval({7, 7}).high, 1);
  EXPECT_NEAR(wilson_interval({5, 10}).low, 1 - wilson_interval({5, 10}).high, 1e-15);
}

// The bound is where the score test no longer rejects: |p - L| = z sqrt(L (1 - L) / n).
TEST(Wilson, IsTheInversionOfTheScoreTest) {
  for (uint64_t n : {1u, 2u, 10u, 97u, 1000u, 1'000'000u}) {
    for (uint64_t events : {uint64_t{0}, n / 3, n / 2, n}) {
      const Interval interval = wilson_interval({events, n});
      const double rate = static_cast<double>(events) / static_cast<double>(n);
      for (double limit : {interval.low, interval.high}) {
        if (limit == 0 || limit == 1) continue;
        const double sigma = std::sqrt(limit * (1 - limit) / static_cast<double>(n));
        EXPECT_NEAR(std::abs(rate - limit), kNormalQuantile * sigma, 1e-9) << events << '/' << n;
      }
      EXPECT_LE(0, interval.low);
      EXPECT_LE(interval.low, rate);
      EXPECT_LE(rate, interval.high);
      EXPECT_LE(interval.high, 1);
    }
  }
}

TEST(Wilson, SamplesNeededIsTheLeastNumberThatReachesTheLimit) {
  EXPECT_EQ(samples_needed(0, 0.005), 765u);
  EXPECT_LE(wilson_interval({0, 765}).high, 0.005);
  EXPECT_GT(wilson_interval({0, 764}).high, 0.005);
  const uint64_t lower = samples_needed(0.9, 0.82).value();  // a lower limit
  const auto counts = [](uint64_t n) { return Counts{n * 9 / 10, n}; };
  EXPECT_GE(wilson_interval(counts((lower / 10 + 1) * 10)).low, 0.82);
  EXPECT_LT(wilson_interval(counts(lower / 10 * 10 - 10)).low, 0.82);
}

TEST(Wilson, SomeLimitsNoNumberOfSamplesReaches) {
  EXPECT_FALSE(samples_needed(0.005, 0.005));
  EXPECT_FALSE(samples_needed(0, 0));
  EXPECT_FALSE(samples_needed(0.5, 1));
  EXPECT_FALSE(samples_needed(0.005, 0.005 + 1e-12));
}

}  // namespace
}  // namespace gs::gate
