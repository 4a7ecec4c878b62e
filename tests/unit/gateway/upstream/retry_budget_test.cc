#include "gateway/upstream/retry_budget.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>
#include <vector>

namespace gs::gateway::upstream {
namespace {

constexpr int kReserve = 10;  // retries that nobody has paid for
constexpr int kMost = 100;    // that can be saved up

int take_all(RetryBudget& budget) {
  int taken = 0;
  while (budget.withdraw()) ++taken;
  return taken;
}

TEST(RetryBudget, NothingIsNothing) {
  RetryBudget budget(0);
  for (int i = 0; i < 1000; ++i) budget.deposit();
  EXPECT_FALSE(budget.withdraw());
}

TEST(RetryBudget, ReserveThenAShareOfTheRequests) {
  RetryBudget budget(20);
  EXPECT_EQ(take_all(budget), kReserve);
  for (int i = 0; i < 4; ++i) budget.deposit();
  EXPECT_FALSE(budget.withdraw());
  budget.deposit();
  EXPECT_TRUE(budget.withdraw());
  EXPECT_FALSE(budget.withdraw());
}

TEST(RetryBudget, SavingsAreBounded) {
  RetryBudget budget(100);
  for (int i = 0; i < 100'000; ++i) budget.deposit();
  EXPECT_EQ(take_all(budget), kMost);
}

// Whatever the order of requests and retries: the retries granted never exceed the reserve and the
// share, and one that is refused was not owed.
TEST(RetryBudget, AnyScheduleKeepsTheShare) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const unsigned percent = 1 + random() % 100;
    RetryBudget budget(percent);
    int64_t owed = kReserve * 100;  // hundredths of a retry, by the simplest account
    for (int step = 0; step < 2000; ++step) {
      if (random() % 3 != 0) {
        budget.deposit();
        owed = std::min<int64_t>(owed + percent, kMost * 100);
        continue;
      }
      const bool granted = budget.withdraw();
      ASSERT_EQ(granted, owed >= 100) << "seed " << seed << " step " << step;
      if (granted) owed -= 100;
    }
  }
}

TEST(RetryBudget, ThreadsLoseAndMakeNothing) {
  RetryBudget budget(50);
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) {
        budget.deposit();
        taken += budget.withdraw() ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const int total = taken + take_all(budget);
  EXPECT_LE(total, kReserve + 20'000);
  EXPECT_GE(total, 20'000);
}

}  // namespace
}  // namespace gs::gateway::upstream
