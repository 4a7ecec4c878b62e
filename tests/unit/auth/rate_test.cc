#include "auth/rate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <vector>

namespace gs::auth {
namespace {

using namespace std::chrono_literals;

bool take(RateBucket& bucket, Micros now, uint64_t amount, uint64_t limit) {
  if (rate_wait(bucket.ahead(now), amount, limit) > 0us) return false;
  bucket.charge(now, rate_cost(amount, limit));
  return true;
}

TEST(Rate, LetsTheWholeMinuteInAtOnceAndThenFlowsEvenly) {
  RateBucket bucket;
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(take(bucket, 5s, 1, 60)) << i;
  EXPECT_FALSE(take(bucket, 5s, 1, 60));
  EXPECT_FALSE(take(bucket, 5999999us, 1, 60));
  EXPECT_TRUE(take(bucket, 6s, 1, 60));
  EXPECT_FALSE(take(bucket, 6s, 1, 60));
}

TEST(Rate, TellsTheWaitAndWhatRemains) {
  struct Row {
    Micros ahead;
    uint64_t amount, limit;
    Micros wait;
    uint64_t remaining;
  };
  const std::vector<Row> rows = {
      {0s, 1, 60, 0s, 60},        {59s, 1, 60, 0s, 1},  {60s, 1, 60, 1s, 0},
      {59500ms, 1, 60, 500ms, 0}, {90s, 1, 60, 31s, 0}, {0s, 5000, 60, 0s, 60},  // more than all
      {1us, 5000, 60, 1us, 59},   {0s, 1, 7, 0s, 7},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(rate_wait(row.ahead, row.amount, row.limit), row.wait) << row.ahead.count();
    EXPECT_EQ(rate_remaining(row.ahead, row.limit), row.remaining) << row.ahead.count();
  }
}

TEST(Rate, CostsAreRoundedUpAndNeverOverflow) {
  EXPECT_EQ(rate_cost(1, 7), 8571429us);
  EXPECT_EQ(rate_cost(1, 1'000'000'000'000'000), 1us);
  EXPECT_EQ(rate_cost(UINT64_MAX, 3), 60s);
  EXPECT_EQ(rate_correction(0, UINT64_MAX, 1), kMaxAhead);
  EXPECT_EQ(rate_correction(10, 0, 10), -60s);
}

TEST(Rate, ACorrectionIsADebtOrGivesBackWhatWasTaken) {
  RateBucket bucket;
  ASSERT_TRUE(take(bucket, 0s, 50, 100));
  bucket.correct(0s, rate_correction(50, 200, 100));
  EXPECT_EQ(bucket.ahead(0s), 120s);
  EXPECT_EQ(rate_wait(bucket.ahead(0s), 1, 100), 60600ms);
  bucket.correct(0s, rate_correction(200, 0, 100));
  EXPECT_EQ(bucket.ahead(0s), 60s);
  // Long afterwards the bucket is empty, and giving back makes it no emptier.
  bucket.correct(600s, -30s);
  EXPECT_EQ(bucket.ahead(600s), 0s);
  EXPECT_TRUE(take(bucket, 600s, 100, 100));
  EXPECT_FALSE(take(bucket, 600s, 1, 100));
}

// The textbook's token bucket, with exact fractions: tokens times 60,000,000.
class NaiveBucket {
 public:
  explicit NaiveBucket(uint64_t limit) : limit_(limit), tokens_(limit * kUnit) {}
  bool take(Micros now, uint64_t amount) {
    tokens_ =
        std::min(tokens_ + static_cast<uint64_t>((now - at_).count()) * limit_, limit_ * kUnit);
    at_ = now;
    if (tokens_ < amount * kUnit) return false;
    tokens_ -= amount * kUnit;
    return true;
  }

 private:
  static constexpr uint64_t kUnit = 60'000'000;
  uint64_t limit_, tokens_;
  Micros at_{0};
};

struct Taken {
  Micros at;
  uint64_t amount;
};

// What the minute up to `now` saw; forgets what is older.
uint64_t in_last_minute(std::deque<Taken>& taken, Micros now) {
  while (!taken.empty() && taken.front().at <= now - 60s) taken.pop_front();
  uint64_t sum = 0;
  for (const Taken& one : taken) sum += one.amount;
  return sum;
}

TEST(Rate, NoScheduleGetsMoreThanLimitAndBurstInAnyMinute) {
  std::mt19937_64 random(7);
  for (int run = 0; run < 300; ++run) {
    const uint64_t limit = 1 + random() % (run % 3 == 0 ? 10 : 500);
    const uint64_t largest = run % 2 == 0 ? 1 : limit;
    const uint64_t longest_pause = 1 + random() % 3'000'000;
    RateBucket bucket;
    std::deque<Taken> taken;
    Micros now = 1s;
    for (int step = 0; step < 600; ++step) {
      now += Micros(random() % 5 == 0 ? random() % longest_pause * 10 : random() % longest_pause);
      const uint64_t amount = 1 + random() % largest;
      if (take(bucket, now, amount, limit)) taken.push_back({now, amount});
      ASSERT_LE(in_last_minute(taken, now), 2 * limit) << "run " << run << " step " << step;
    }
  }
}

// Where the limit divides the minute there is nothing to round, and both must agree at every step.
TEST(Rate, DecidesAsTheNaiveTokenBucketDoes) {
  std::mt19937_64 random(11);
  size_t admitted = 0, refused = 0;
  for (const uint64_t limit : {1u, 4u, 60u, 600u, 100'000u}) {
    RateBucket bucket;
    NaiveBucket naive(limit);
    Micros now = 0s;
    for (int step = 0; step < 20'000; ++step) {
      now += Micros(random() % (2 * 60'000'000 / limit + 1));
      const uint64_t amount = 1 + random() % std::min<uint64_t>(limit, 3);
      const bool expected = naive.take(now, amount);
      ASSERT_EQ(take(bucket, now, amount, limit), expected) << limit << " step " << step;
      ++(expected ? admitted : refused);
    }
  }
  EXPECT_GT(admitted, 1000u);
  EXPECT_GT(refused, 1000u);
}

// Where it does not, a caller who comes at the first possible microsecond gains nothing by
// rounding.
TEST(Rate, RoundingIsNeverInTheCallersFavour) {
  for (const uint64_t limit : {7u, 13u, 997u, 7'000'001u}) {
    RateBucket bucket;
    Micros now = 0s;
    uint64_t total = 0;
    const uint64_t amount = limit > 1000 ? limit / 100 : 1;
    for (int step = 0; step < 5000; ++step) {
      now += rate_wait(bucket.ahead(now), amount, limit);
      ASSERT_TRUE(take(bucket, now, amount, limit));
      total += amount;
      // What flowed in is limit * now / 60 s.
      ASSERT_LE(total * 60'000'000, limit * (60'000'000 + static_cast<uint64_t>(now.count())))
          << limit << " step " << step;
    }
  }
}

}  // namespace
}  // namespace gs::auth
