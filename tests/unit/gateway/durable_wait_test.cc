#include "gateway/durable_wait.h"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <memory>
#include <optional>
#include <thread>

#include "held_sink.h"

namespace gs::gateway {
namespace {

namespace asio = http::asio;

struct Outcome {
  std::optional<Status> status;
  std::thread::id went_on;
};

http::Task<void> wait_for(DurableWait* wait, HeldSink* sink, Outcome* outcome) {
  outcome->status = co_await wait->until(*sink, 0);
  outcome->went_on = std::this_thread::get_id();
}

class DurableWaitTest : public testing::Test {
 protected:
  DurableWaitTest() { sink_.record({.id = "a"}).value_or(0); }

  void begin() {
    wait_ = std::make_unique<DurableWait>(io_.get_executor());
    asio::co_spawn(io_.get_executor(), wait_for(wait_.get(), &sink_, &outcome_), asio::detached);
    io_.poll();
  }
  void run_to_the_end() {
    io_.restart();
    io_.run();
    ASSERT_TRUE(outcome_.status);
    EXPECT_EQ(outcome_.went_on, std::this_thread::get_id());
  }

  HeldSink sink_;
  asio::io_context io_{1};
  std::unique_ptr<DurableWait> wait_;
  Outcome outcome_;
};

TEST_F(DurableWaitTest, AsksNobodyWhereTheRecordIsThere) {
  sink_.release(false);
  begin();
  ASSERT_TRUE(outcome_.status);
  EXPECT_TRUE(*outcome_.status);
  EXPECT_EQ(sink_.asked(), 0u);
}

TEST_F(DurableWaitTest, GoesOnWhereItWasOnceTheRecordIsThere) {
  begin();
  EXPECT_FALSE(outcome_.status);
  std::thread other([this] { sink_.release(false); });
  other.join();
  EXPECT_FALSE(outcome_.status) << "not on the sink's thread";
  run_to_the_end();
  EXPECT_TRUE(*outcome_.status);
}

TEST_F(DurableWaitTest, TellsWhyTheRecordDoesNotGetThere) {
  begin();
  std::thread other([this] { sink_.break_disk(); });
  other.join();
  run_to_the_end();
  EXPECT_EQ(outcome_.status->error().message, "the disk is broken");
}

TEST_F(DurableWaitTest, TakesAnAnswerThatComesAtOnce) {
  sink_.break_disk();
  begin();
  run_to_the_end();
  EXPECT_EQ(outcome_.status->error().code, ErrorCode::kIo);
}

TEST_F(DurableWaitTest, EndsWhenItIsCancelled) {
  begin();
  wait_->cancel();
  run_to_the_end();
  EXPECT_EQ(outcome_.status->error().code, ErrorCode::kUnavailable);
  wait_.reset();
  sink_.release(false);  // calls into nothing
  io_.restart();
  EXPECT_EQ(io_.poll(), 0u);
}

TEST_F(DurableWaitTest, WaitsForNothingOnceItIsCancelled) {
  wait_ = std::make_unique<DurableWait>(io_.get_executor());
  wait_->cancel();
  asio::co_spawn(io_.get_executor(), wait_for(wait_.get(), &sink_, &outcome_), asio::detached);
  run_to_the_end();
  EXPECT_FALSE(*outcome_.status);
}

// The sink answers from its thread while the coroutines come and go on theirs.
TEST(DurableWaits, AreManyAtOnce) {
  constexpr size_t kWaits = 200;
  HeldSink sink;
  asio::io_context io(1);
  std::vector<Outcome> outcomes(kWaits);
  std::vector<std::unique_ptr<DurableWait>> waits;
  sink.record({.id = "a"}).value_or(0);
  std::thread other([&] {
    sink.wait_until_asked(kWaits / 2);
    sink.release(true);
  });
  for (Outcome& outcome : outcomes) {
    waits.push_back(std::make_unique<DurableWait>(io.get_executor()));
    asio::co_spawn(io.get_executor(), wait_for(waits.back().get(), &sink, &outcome),
                   asio::detached);
  }
  io.run();
  other.join();
  for (const Outcome& outcome : outcomes) EXPECT_TRUE(outcome.status && *outcome.status);
}

}  // namespace
}  // namespace gs::gateway
