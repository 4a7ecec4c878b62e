#include "evaluate/pass_at_k.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>

namespace gs::evaluate {
namespace {

TEST(PassAtK, PublishedValues) {
  EXPECT_NEAR(*pass_at_k(10, 3, 5), 0.9166666667, 5e-11);
  EXPECT_NEAR(*pass_at_k(20, 5, 5), 0.8063080495, 5e-11);
  EXPECT_NEAR(*pass_at_k(200, 40, 5), 0.6764600718, 5e-11);
  EXPECT_EQ(*pass_at_k(5, 0, 5), 0);
}

// The second opinion: every way to choose k of n samples.
TEST(PassAtK, IsTheShareOfChoicesThatPass) {
  for (uint64_t n = 1; n <= 9; ++n) {
    for (uint64_t c = 0; c <= n; ++c) {
      for (uint64_t k = 1; k <= n; ++k) {
        double chosen = 0, passing = 0;
        for (uint32_t set = 0; set < (1u << n); ++set) {
          if (static_cast<uint64_t>(std::popcount(set)) != k) continue;
          ++chosen;
          if ((set & ((1u << c) - 1)) != 0) ++passing;
        }
        EXPECT_NEAR(*pass_at_k(n, c, k), passing / chosen, 1e-12) << n << " " << c << " " << k;
      }
    }
  }
}

TEST(PassAtK, RefusesTooFewSamples) {
  EXPECT_EQ(pass_at_k(4, 2, 5).error().message, "pass@5 takes 5 samples a task, there are 4");
  EXPECT_FALSE(pass_at_k(4, 5, 1));
  EXPECT_FALSE(pass_at_k(4, 2, 0));
}

TEST(TaskCounts, AreTheMeanOfTasks) {
  TaskCounts tasks;
  tasks.add("a", 10, 3);
  tasks.add("b", 20, 5);
  tasks.add("b", 0, 0);
  EXPECT_NEAR(tasks.pass_at(5, {})->value, (0.9166666667 + 0.8063080495) / 2, 1e-9);
  const auto estimate = tasks.pass_at(1, {});
  EXPECT_NEAR(estimate->value, (0.3 + 0.25) / 2, 1e-12);
  ASSERT_TRUE(estimate->interval);
  EXPECT_NEAR(estimate->interval->low, 0.25, 1e-12);
  EXPECT_NEAR(estimate->interval->high, 0.3, 1e-12);
  EXPECT_THAT(tasks.pass_at(11, {}).error().message, testing::HasSubstr("task 'a' has 10"));
  EXPECT_FALSE(TaskCounts().pass_at(1, {}));
}

}  // namespace
}  // namespace gs::evaluate
