#include "telemetry/instruments.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace gs::telemetry {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

constexpr std::array<nanoseconds, 2> kBounds = {microseconds(10), microseconds(100)};

TEST(Counter, AddsUpOverThreads) {
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&counter] {
      for (int n = 0; n < 10'000; ++n) counter.add();
    });
  }
  for (std::thread& thread : threads) thread.join();
  counter.add(5);
  EXPECT_EQ(counter.value(), 40'005U);
}

TEST(Gauge, HoldsTheLastValue) {
  Gauge gauge;
  EXPECT_EQ(gauge.value(), 0);
  gauge.set(2.5);
  EXPECT_EQ(gauge.value(), 2.5);
}

TEST(Gauge, SeveralThreadsAddAndTakeAway) {
  Gauge gauge;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&gauge] {
      for (int n = 0; n < 10'000; ++n) {
        gauge.add(2);
        gauge.add(-1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(gauge.value(), 40'000);
}

TEST(CountHistogram, BoundsAreInclusive) {
  constexpr std::array<uint64_t, 3> kCounts = {0, 4, 16};
  CountHistogram histogram(kCounts);
  for (const uint64_t count : {0, 1, 4, 5, 16, 17, 1000}) histogram.observe(count);
  EXPECT_EQ(histogram.snapshot().counts, (std::vector<uint64_t>{1, 2, 2, 2}));
  EXPECT_EQ(histogram.snapshot().sum, 1043U);
}

TEST(Histogram, BoundsAreInclusive) {
  Histogram histogram(kBounds);
  for (const nanoseconds duration :
       {nanoseconds(-5), nanoseconds(0), nanoseconds(10'000), nanoseconds(10'001),
        nanoseconds(100'000), nanoseconds(100'001)}) {
    histogram.observe(duration);
  }
  const Histogram::Snapshot snapshot = histogram.snapshot();
  EXPECT_EQ(snapshot.counts, (std::vector<uint64_t>{3, 2, 1}));
  EXPECT_EQ(snapshot.sum, nanoseconds(220'002));
}

TEST(Histogram, AddsUpOverThreads) {
  Histogram histogram(kBounds);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&histogram] {
      for (int n = 0; n < 5'000; ++n) histogram.observe(microseconds(50));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(histogram.snapshot().counts, (std::vector<uint64_t>{0, 20'000, 0}));
  EXPECT_EQ(histogram.snapshot().sum, std::chrono::seconds(1));
}

}  // namespace
}  // namespace gs::telemetry
