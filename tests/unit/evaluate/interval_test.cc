#include "evaluate/interval.h"

#include <gtest/gtest.h>

namespace gs::evaluate {
namespace {

TEST(Wilson, PublishedValues) {
  EXPECT_DOUBLE_EQ(wilson(0, 100).low, 0);
  EXPECT_NEAR(wilson(0, 100).high, 0.0369935, 5e-8);
  EXPECT_NEAR(wilson(3, 1000).low, 0.0010208, 5e-8);
  EXPECT_NEAR(wilson(3, 1000).high, 0.0087830, 5e-8);
}

TEST(Wilson, IsSymmetricAndHoldsThePoint) {
  for (uint64_t n = 1; n <= 60; ++n) {
    for (uint64_t events = 0; events <= n; ++events) {
      const Interval one = wilson(events, n), other = wilson(n - events, n);
      EXPECT_NEAR(one.low, 1 - other.high, 1e-12);
      const double point = static_cast<double>(events) / static_cast<double>(n);
      EXPECT_LE(one.low, point);
      EXPECT_GE(one.high, point);
      EXPECT_GE(one.low, 0);
      EXPECT_LE(one.high, 1);
    }
  }
}

TEST(Normal, IsCut) {
  EXPECT_NEAR(normal(0.5, 0.1, 0, 1).low, 0.3040036, 1e-7);
  EXPECT_EQ(normal(0.99, 0.1, 0, 1).high, 1);
}

}  // namespace
}  // namespace gs::evaluate
