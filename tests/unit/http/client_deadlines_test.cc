#include "http/client_deadlines.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace gs::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Wait final : ClientWait {
  explicit Wait(std::vector<const Wait*>& order) : expired(order) {}
  void expire() override {
    at = steady_clock::now();
    expired.push_back(this);
    if (then) then();
  }
  std::vector<const Wait*>& expired;
  SteadyTime at{};
  std::function<void()> then;
};

class ClientDeadlinesTest : public testing::Test {
 protected:
  asio::io_context io_;
  ClientDeadlines deadlines_{io_.get_executor()};
  std::vector<const Wait*> expired_;
};

TEST_F(ClientDeadlinesTest, EachAtItsTimeAndOnce) {
  Wait late(expired_);
  Wait early(expired_);
  const SteadyTime now = steady_clock::now();
  deadlines_.begin(late, now + milliseconds(90));
  deadlines_.begin(early, now + milliseconds(30));
  io_.run();  // ends by itself, for nobody waits any more
  EXPECT_EQ(expired_, (std::vector<const Wait*>{&early, &late}));
  EXPECT_GE(early.at, now + milliseconds(30));
  EXPECT_GE(late.at, now + milliseconds(90));
}

TEST_F(ClientDeadlinesTest, EndedAndDestroyedWaitsDoNotExpire) {
  Wait ended(expired_);
  auto destroyed = std::make_unique<Wait>(expired_);
  deadlines_.begin(ended, steady_clock::now());
  deadlines_.begin(*destroyed, steady_clock::now());
  deadlines_.end(ended);
  destroyed.reset();
  io_.run();
  EXPECT_TRUE(expired_.empty());
}

TEST_F(ClientDeadlinesTest, BeginningAgainMovesTheDeadline) {
  Wait wait(expired_);
  const SteadyTime now = steady_clock::now();
  deadlines_.begin(wait, now);
  deadlines_.begin(wait, now + milliseconds(60));
  io_.run();
  EXPECT_EQ(expired_.size(), 1U);
  EXPECT_GE(wait.at, now + milliseconds(60));
}

TEST_F(ClientDeadlinesTest, OneThatExpiresMayBeginAgain) {
  Wait wait(expired_);
  wait.then = [&] {
    wait.then = {};
    deadlines_.begin(wait, steady_clock::now());
  };
  deadlines_.begin(wait, steady_clock::now());
  io_.run();
  EXPECT_EQ(expired_.size(), 2U);
}

TEST_F(ClientDeadlinesTest, NoTickWhileNobodyWaits) {
  Wait wait(expired_);
  deadlines_.begin(wait, steady_clock::now() + std::chrono::hours(1));
  deadlines_.end(wait);
  io_.run();
  deadlines_.begin(wait, steady_clock::now());
  io_.restart();
  io_.run();
  EXPECT_EQ(expired_.size(), 1U);
}

TEST(ClientDeadlines, WaitsMayOutliveTheirList) {
  std::vector<const Wait*> expired;
  Wait wait(expired);
  {
    asio::io_context io;
    ClientDeadlines deadlines(io.get_executor());
    deadlines.begin(wait, steady_clock::now() + std::chrono::hours(1));
  }
  EXPECT_FALSE(wait.is_linked());
  EXPECT_TRUE(expired.empty());
}

}  // namespace
}  // namespace gs::http
