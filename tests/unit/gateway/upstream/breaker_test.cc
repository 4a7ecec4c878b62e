#include "gateway/upstream/breaker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace gs::gateway::upstream {
namespace {

using std::chrono::seconds;

constexpr SteadyTime kStart{seconds(1000)};

TEST(Breaker, OpensAfterFailuresInARow) {
  Breaker breaker(3, seconds(10));
  EXPECT_FALSE(breaker.failed(kStart));
  EXPECT_FALSE(breaker.failed(kStart));
  EXPECT_TRUE(breaker.admits(kStart));
  EXPECT_TRUE(breaker.failed(kStart));
  EXPECT_FALSE(breaker.admits(kStart));
  EXPECT_TRUE(breaker.is_open(kStart));
}

TEST(Breaker, ASuccessBetweenCountsFromTheStart) {
  Breaker breaker(3, seconds(10));
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(breaker.failed(kStart));
    EXPECT_FALSE(breaker.failed(kStart));
    EXPECT_FALSE(breaker.succeeded());  // it was not open: no news
  }
  EXPECT_TRUE(breaker.admits(kStart));
}

TEST(Breaker, OpenTimeIsExact) {
  Breaker breaker(1, seconds(10));
  breaker.failed(kStart);
  const SteadyTime end = kStart + seconds(10);
  EXPECT_TRUE(breaker.is_open(end - std::chrono::nanoseconds(1)));
  EXPECT_FALSE(breaker.admits(end - std::chrono::nanoseconds(1)));
  EXPECT_FALSE(breaker.is_open(end));
  EXPECT_TRUE(breaker.admits(end));
}

TEST(Breaker, LookingTakesNoTry) {
  Breaker breaker(1, seconds(10));
  breaker.failed(kStart);
  const SteadyTime end = kStart + seconds(10);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(breaker.is_open(end));
  EXPECT_TRUE(breaker.admits(end));
  EXPECT_FALSE(breaker.admits(end));  // one try
  EXPECT_TRUE(breaker.is_open(end));
}

TEST(Breaker, TheTryDecides) {
  const SteadyTime end = kStart + seconds(10);
  Breaker well(3, seconds(10));
  Breaker ill(3, seconds(10));
  for (Breaker* breaker : {&well, &ill}) {
    for (int i = 0; i < 3; ++i) breaker->failed(kStart);
    EXPECT_TRUE(breaker->admits(end));
  }
  EXPECT_TRUE(well.succeeded());
  EXPECT_TRUE(well.admits(end));
  EXPECT_TRUE(well.admits(end));
  EXPECT_FALSE(well.failed(end));  // the failures in a row begin again

  EXPECT_FALSE(ill.failed(end));  // it was open: no news; and one is enough
  EXPECT_FALSE(ill.admits(end + seconds(9)));
  EXPECT_TRUE(ill.admits(end + seconds(10)));
}

TEST(Breaker, ATryThatNeverReportsIsFollowedByAnother) {
  Breaker breaker(1, seconds(10));
  breaker.failed(kStart);
  EXPECT_TRUE(breaker.admits(kStart + seconds(10)));
  EXPECT_FALSE(breaker.admits(kStart + seconds(19)));
  EXPECT_TRUE(breaker.admits(kStart + seconds(20)));
}

TEST(Breaker, OneThreadGetsTheTry) {
  for (int round = 0; round < 200; ++round) {
    Breaker breaker(1, seconds(10));
    breaker.failed(kStart);
    std::atomic<int> admitted{0};
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        while (!go) {
        }
        admitted += breaker.admits(kStart + seconds(10)) ? 1 : 0;
      });
    }
    go = true;
    for (std::thread& thread : threads) thread.join();
    ASSERT_EQ(admitted, 1);
  }
}

}  // namespace
}  // namespace gs::gateway::upstream
