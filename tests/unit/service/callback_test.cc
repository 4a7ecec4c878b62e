#include "service/callback.h"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <optional>
#include <thread>

namespace gs::service {
namespace {

namespace asio = http::asio;

struct Outcome {
  std::optional<Status> status;
  std::thread::id where;
};

http::Task<void> wait(Callback* callback, Outcome* outcome) {
  outcome->status = co_await callback->wait();
  outcome->where = std::this_thread::get_id();
}

TEST(Callback, GoesOnOnTheExecutorWithWhatTheCallBrought) {
  asio::io_context io(1);
  Callback callback(io.get_executor());
  Outcome outcome;
  asio::co_spawn(io.get_executor(), wait(&callback, &outcome), asio::detached);
  std::thread elsewhere(
      [call = callback.caller()] { call(fail(ErrorCode::kUnavailable, "away")); });
  io.run();
  elsewhere.join();
  ASSERT_TRUE(outcome.status);
  ASSERT_FALSE(*outcome.status);
  EXPECT_EQ(outcome.status->error().message, "away");
  EXPECT_EQ(outcome.where, std::this_thread::get_id());
}

TEST(Callback, MayBeCalledBeforeSomebodyWaits) {
  asio::io_context io(1);
  Callback callback(io.get_executor());
  callback.caller()(Ok{});
  io.run();
  io.restart();
  Outcome outcome;
  asio::co_spawn(io.get_executor(), wait(&callback, &outcome), asio::detached);
  io.run();
  ASSERT_TRUE(outcome.status);
  EXPECT_TRUE(*outcome.status);
}

http::Task<void> wait_until(Callback* callback, SteadyTime deadline,
                            std::optional<std::optional<Status>>* outcome) {
  *outcome = co_await callback->wait_until(deadline);
}

TEST(Callback, GivesUpAtTheDeadline) {
  asio::io_context io(1);
  Callback callback(io.get_executor());
  std::optional<std::optional<Status>> outcome;
  const SteadyTime soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
  asio::co_spawn(io.get_executor(), wait_until(&callback, soon, &outcome), asio::detached);
  io.run();
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(*outcome);
}

TEST(Callback, ACallBeforeTheDeadlineEndsTheWait) {
  asio::io_context io(1);
  Callback callback(io.get_executor());
  std::optional<std::optional<Status>> outcome;
  const SteadyTime late = std::chrono::steady_clock::now() + std::chrono::hours(1);
  asio::co_spawn(io.get_executor(), wait_until(&callback, late, &outcome), asio::detached);
  callback.caller()(Ok{});
  io.run();
  ASSERT_TRUE(outcome && *outcome);
  EXPECT_TRUE(**outcome);
}

// The executor may be gone by then.
TEST(Callback, ALateCallDoesNothing) {
  std::function<void(Status)> call;
  {
    asio::io_context io(1);
    Callback callback(io.get_executor());
    call = callback.caller();
  }
  call(Ok{});
}

}  // namespace
}  // namespace gs::service
