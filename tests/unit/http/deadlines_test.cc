#include "http/deadlines.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace gs::http {
namespace {

using std::chrono::seconds;

struct Named final : Waiter {
  explicit Named(std::string waiter_name) : name(std::move(waiter_name)) {}
  std::string name;
};

class DeadlinesTest : public testing::Test {
 protected:
  DeadlinesTest() {
    for (size_t i = 0; i < kPhaseCount; ++i)
      deadlines_.set_timeout(static_cast<Phase>(i), seconds(10));
    deadlines_.set_timeout(Phase::kHead, seconds(3));
  }
  std::string expired_at(seconds time) {
    std::string names;
    deadlines_.sweep(SteadyTime(time),
                     [&](Waiter& waiter, Phase) { names += static_cast<Named&>(waiter).name; });
    return names;
  }

  Deadlines deadlines_;
  Named a_{"a"}, b_{"b"}, c_{"c"};
};

TEST_F(DeadlinesTest, EachPhaseHasItsTimeout) {
  deadlines_.enter(a_, Phase::kIdle, SteadyTime(seconds(0)));
  deadlines_.enter(b_, Phase::kHead, SteadyTime(seconds(0)));
  deadlines_.enter(c_, Phase::kHead, SteadyTime(seconds(1)));
  EXPECT_EQ(expired_at(seconds(2)), "");
  EXPECT_EQ(expired_at(seconds(3)), "b");
  EXPECT_EQ(b_.phase(), Phase::kNone);
  EXPECT_EQ(expired_at(seconds(10)), "ac");
  EXPECT_EQ(expired_at(seconds(99)), "");
}

TEST_F(DeadlinesTest, EnteringAgainStartsAnew) {
  deadlines_.enter(a_, Phase::kIdle, SteadyTime(seconds(0)));
  deadlines_.enter(b_, Phase::kIdle, SteadyTime(seconds(1)));
  deadlines_.enter(a_, Phase::kIdle, SteadyTime(seconds(5)));
  EXPECT_EQ(expired_at(seconds(11)), "b");
  EXPECT_EQ(expired_at(seconds(15)), "a");
}

TEST_F(DeadlinesTest, DestroyedWaitersAreGone) {
  {
    Named gone("x");
    deadlines_.enter(gone, Phase::kIdle, SteadyTime(seconds(0)));
  }
  EXPECT_EQ(expired_at(seconds(100)), "");
}

TEST_F(DeadlinesTest, ForEachMeetsTheExpiredToo) {
  deadlines_.enter(a_, Phase::kHead, SteadyTime(seconds(0)));
  deadlines_.enter(b_, Phase::kWrite, SteadyTime(seconds(0)));
  EXPECT_EQ(expired_at(seconds(3)), "a");
  int count = 0;
  deadlines_.for_each([&](Waiter&) { ++count; });
  EXPECT_EQ(count, 2);
}

}  // namespace
}  // namespace gs::http
