#include "auth/limits.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace gs::auth {
namespace {

using namespace std::chrono_literals;

const LimitSubject kKey{"key:ci", {.requests_per_minute = 2}};

// 23:59:00 UTC of some day, `later`.
Instant at(std::chrono::nanoseconds later) {
  const WallTime wall = *from_rfc3339("2026-11-26T23:59:00Z") + later;
  return {SteadyTime(1h + later), wall};
}

LimitSubject subject(LimitSet limits, std::string name = "key:ci") {
  return {std::move(name), limits};
}

TEST(LocalLimits, WithoutLimitsThereIsNothingToSay) {
  LocalLimits limits;
  const Admission admission = limits.admit({subject({})}, 1'000'000, at(0s));
  EXPECT_TRUE(admission.admitted());
  EXPECT_EQ(admission.requests.limit, 0u);
  EXPECT_EQ(admission.tokens.limit, 0u);
  EXPECT_EQ(limits.subjects(), 0u);
}

TEST(LocalLimits, TheRefusalNamesLimitSubjectAndWait) {
  struct Row {
    LimitSet limits;
    uint64_t tokens;
    LimitKind kind;
    std::chrono::milliseconds retry;
  };
  const std::vector<Row> rows = {
      {{.requests_per_minute = 1}, 0, LimitKind::kRequestsPerMinute, 60s},
      {{.tokens_per_minute = 100}, 60, LimitKind::kTokensPerMinute, 12s},
      {{.concurrent = 1}, 0, LimitKind::kConcurrent, 1s},
      {{.tokens_per_day = 100}, 60, LimitKind::kTokensPerDay, 60s},
      // The longest wait wins: less would only bring the client back for another 429.
      {{.requests_per_minute = 1, .concurrent = 1}, 0, LimitKind::kRequestsPerMinute, 60s},
  };
  for (const Row& row : rows) {
    LocalLimits limits;
    ASSERT_TRUE(limits.admit({subject(row.limits)}, row.tokens, at(0s)).admitted());
    const Admission second = limits.admit({subject(row.limits)}, row.tokens, at(0s));
    ASSERT_TRUE(second.refusal) << to_string(row.kind);
    EXPECT_EQ(to_string(second.refusal->kind), to_string(row.kind));
    EXPECT_EQ(second.refusal->subject, "key:ci");
    EXPECT_EQ(second.refusal->retry_after, row.retry) << to_string(row.kind);
    EXPECT_FALSE(second.held);
  }
}

TEST(LocalLimits, AllSubjectsLetInOrNothingIsTaken) {
  LocalLimits limits;
  const LimitSubject tenant{"tenant:red", {.requests_per_minute = 1}};
  ASSERT_TRUE(limits.admit({kKey, tenant}, 0, at(0s)).admitted());
  const Admission refused = limits.admit({kKey, tenant}, 0, at(0s));
  ASSERT_FALSE(refused.admitted());
  EXPECT_EQ(refused.refusal->subject, "tenant:red");
  // The refused one took nothing from the key.
  EXPECT_TRUE(limits.admit({kKey}, 0, at(0s)).admitted());
  EXPECT_FALSE(limits.admit({kKey}, 0, at(0s)).admitted());
}

TEST(LocalLimits, ShowsTheTightestQuota) {
  LocalLimits limits;
  const LimitSubject key{"key:ci", {.requests_per_minute = 60, .tokens_per_minute = 6000}};
  const LimitSubject tenant{"tenant:red", {.requests_per_minute = 600, .tokens_per_day = 1000}};
  const Admission admission = limits.admit({key, tenant}, 100, at(0s));
  EXPECT_EQ(admission.requests.limit, 60u);
  EXPECT_EQ(admission.requests.remaining, 59u);
  EXPECT_EQ(admission.requests.reset, 1s);
  EXPECT_EQ(admission.tokens.limit, 1000u);
  EXPECT_EQ(admission.tokens.remaining, 900u);
  EXPECT_EQ(admission.tokens.reset, 60s) << "midnight";
}

TEST(LocalLimits, SettlingPutsTheActualTokensInPlaceOfTheEstimate) {
  LocalLimits limits;
  const LimitSet set{.tokens_per_minute = 1000, .tokens_per_day = 1000};
  Admission first = limits.admit({subject(set)}, 900, at(0s));
  ASSERT_TRUE(first.admitted());
  EXPECT_FALSE(limits.admit({subject(set)}, 900, at(0s)).admitted());
  limits.settle(first, 100, at(0s));
  Admission second = limits.admit({subject(set)}, 900, at(0s));
  ASSERT_TRUE(second.admitted());
  EXPECT_EQ(second.tokens.remaining, 0u);
  // More than was foreseen: the minute goes into debt, and so does the day.
  limits.settle(second, 1900, at(0s));
  const Admission third = limits.admit({subject({.tokens_per_minute = 1000})}, 1, at(0s));
  EXPECT_EQ(third.refusal->retry_after, 60060ms);
}

TEST(LocalLimits, WithoutAnActualNumberTheEstimateStands) {
  LocalLimits limits;
  const LimitSubject one = subject({.concurrent = 1, .tokens_per_minute = 100});
  Admission first = limits.admit({one}, 60, at(0s));
  limits.settle(first, std::nullopt, at(0s));
  EXPECT_EQ(limits.admit({one}, 60, at(0s)).refusal->kind, LimitKind::kTokensPerMinute);
}

TEST(LocalLimits, ASlotComesBackOnceHoweverOftenItIsSettled) {
  LocalLimits limits;
  const LimitSubject one = subject({.concurrent = 2});
  Admission a = limits.admit({one}, 0, at(0s));
  Admission b = limits.admit({one}, 0, at(0s));
  ASSERT_FALSE(limits.admit({one}, 0, at(0s)).admitted());
  limits.settle(a, 0, at(0s));
  limits.settle(a, 0, at(0s));
  Admission c = limits.admit({one}, 0, at(0s));
  EXPECT_TRUE(c.admitted());
  EXPECT_FALSE(limits.admit({one}, 0, at(0s)).admitted());
  Admission refused = limits.admit({one}, 0, at(0s));
  limits.settle(refused, 0, at(0s));
  EXPECT_FALSE(limits.admit({one}, 0, at(0s)).admitted());
}

TEST(LocalLimits, TheDayEndsAtMidnightUtc) {
  LocalLimits limits;
  const LimitSubject one = subject({.tokens_per_day = 100});
  Admission evening = limits.admit({one}, 100, at(59s));
  ASSERT_TRUE(evening.admitted());
  ASSERT_FALSE(limits.admit({one}, 1, at(59s)).admitted());
  Admission morning = limits.admit({one}, 100, at(60s));
  ASSERT_TRUE(morning.admitted());
  // What was admitted yesterday is settled with yesterday.
  limits.settle(evening, 0, at(61s));
  EXPECT_FALSE(limits.admit({one}, 1, at(61s)).admitted());
}

TEST(LocalLimits, AnEstimateAboveTheAllowanceIsLetInWhenAllOfItIsThere) {
  LocalLimits limits;
  const LimitSubject one = subject({.tokens_per_minute = 100, .tokens_per_day = 300});
  EXPECT_TRUE(limits.admit({one}, 5000, at(0s)).admitted());
  EXPECT_FALSE(limits.admit({one}, 1, at(0s)).admitted());
}

TEST(LocalLimits, ForgetsAfterADayAndBeyondItsBound) {
  LocalLimits limits(16 * 16);
  for (int i = 0; i < 5000; ++i) {
    limits.admit({subject({.requests_per_minute = 1}, "key:" + std::to_string(i))}, 0, at(0s));
  }
  EXPECT_LE(limits.subjects(), 16u * 16u);
  EXPECT_GT(limits.subjects(), 16u * 8u);
  const LimitSubject last = subject({.requests_per_minute = 1}, "key:4999");
  EXPECT_FALSE(limits.admit({last}, 0, at(0s)).admitted()) << "the newest are kept";
  for (int i = 0; i < 500; ++i) {
    limits.admit({subject({.requests_per_minute = 1}, "new:" + std::to_string(i % 64))}, 0,
                 at(25h));
  }
  EXPECT_LE(limits.subjects(), 64u) << "what was not used for a day is gone";
}

TEST(LocalLimits, ThreadsTogetherGetNoMoreThanTheLimit) {
  LocalLimits limits;
  std::atomic<int> admitted = 0;
  const auto work = [&](bool reverse) {
    LimitSubject key{"key:a", {.requests_per_minute = 500, .concurrent = 3}};
    LimitSubject tenant{"tenant:b", {.requests_per_minute = 400}};
    if (reverse) std::swap(key, tenant);
    for (int i = 0; i < 2000; ++i) {
      Admission admission = limits.admit({key, tenant}, 1, at(0s));
      admitted += admission.admitted() ? 1 : 0;
      limits.settle(admission, 1, at(0s));
    }
  };
  std::thread one(work, false), two(work, true);
  one.join();
  two.join();
  EXPECT_EQ(admitted, 400);
}

}  // namespace
}  // namespace gs::auth
