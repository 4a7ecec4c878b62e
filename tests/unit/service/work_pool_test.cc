#include "service/work_pool.h"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <future>
#include <thread>
#include <vector>

namespace gs::service {
namespace {

namespace asio = http::asio;

// Where each piece of work was done, and where its coroutine went on.
struct Places {
  std::thread::id worked;
  std::thread::id went_on;
};

http::Task<void> note_places(WorkPool* pool, http::Executor executor, Places* places) {
  const std::function<void()> work = [places] { places->worked = std::this_thread::get_id(); };
  co_await pool->run(executor, work);
  places->went_on = std::this_thread::get_id();
}

TEST(WorkPool, WorksBesideTheCallerAndComesBackToIt) {
  WorkPool pool(2, 8);
  asio::io_context io(1);
  std::vector<Places> places(5);
  for (Places& one : places) {
    asio::co_spawn(io.get_executor(), note_places(&pool, io.get_executor(), &one), asio::detached);
  }
  io.run();
  for (const Places& one : places) {
    EXPECT_NE(one.worked, std::this_thread::get_id());
    EXPECT_NE(one.worked, std::thread::id());
    EXPECT_EQ(one.went_on, std::this_thread::get_id());
  }
}

http::Task<void> wait_for(WorkPool* pool, http::Executor executor,
                          std::shared_future<void>* released) {
  const std::function<void()> work = [released] { released->wait(); };
  co_await pool->run(executor, work);
}

// With the one place taken, the caller does the work itself.
TEST(WorkPool, BoundsWhatWaits) {
  WorkPool pool(1, 1);
  asio::io_context io(1);
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  Places second;
  asio::co_spawn(io.get_executor(), wait_for(&pool, io.get_executor(), &released), asio::detached);
  asio::co_spawn(io.get_executor(), note_places(&pool, io.get_executor(), &second), asio::detached);
  while (second.went_on == std::thread::id()) io.run_one();
  EXPECT_EQ(second.worked, std::this_thread::get_id());
  release.set_value();
  io.run();
}

}  // namespace
}  // namespace gs::service
