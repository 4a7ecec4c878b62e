#include "gateway/upstream/connection_pool.h"

#include "call_fixture.h"

namespace gs::gateway::upstream {
namespace {

using std::chrono::seconds;

constexpr const char* kRequest = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

http::Task<void> ask_once(http::ClientConnection* connection, bool* whole) {
  const SteadyTime until = std::chrono::steady_clock::now() + seconds(10);
  bool going = co_await connection->connect(until);
  if (going) going = co_await connection->send(kRequest, until);
  if (going) going = co_await connection->read_head(until);
  while (going && !connection->complete()) going = co_await connection->read_body(until);
  *whole = going;
}

class ConnectionPoolTest : public CallFixture {
 protected:
  void SetUp() override {
    add(server_.port(), "a");
    add(server_.port(), "b");
    options_.idle_connections = 3;
    options_.idle_connection_timeout = seconds(30);
    make();
    pool_ = &upstreams_->pool(0, io_.get_executor());
  }
  const Server& one(size_t at) const { return *upstreams_->servers()[at]; }
  // A connection whose answer is complete.
  std::unique_ptr<http::ClientConnection> used() {
    auto connection = pool_->make(one(0));
    bool whole = false;
    http::asio::co_spawn(io_.get_executor(), ask_once(connection.get(), &whole),
                         http::asio::detached);
    io_.restart();
    io_.run();
    EXPECT_TRUE(whole);
    return connection;
  }

  ScriptedServer server_{always(answer(200, "ok"))};
  ConnectionPool* pool_ = nullptr;
  const SteadyTime now_ = std::chrono::steady_clock::now();
};

TEST_F(ConnectionPoolTest, TheOneUsedLastComesFirst) {
  auto first = used();
  auto second = used();
  const auto* first_at = first.get();
  const auto* second_at = second.get();
  EXPECT_EQ(pool_->take_idle(one(0), now_), nullptr);
  pool_->give_back(one(0), std::move(first), now_);
  pool_->give_back(one(0), std::move(second), now_);
  EXPECT_EQ(pool_->take_idle(one(1), now_), nullptr);
  EXPECT_EQ(pool_->take_idle(one(0), now_).get(), second_at);
  EXPECT_EQ(pool_->take_idle(one(0), now_).get(), first_at);
  EXPECT_EQ(pool_->take_idle(one(0), now_), nullptr);
}

TEST_F(ConnectionPoolTest, OldOnesAreClosed) {
  pool_->give_back(one(0), used(), now_);
  auto young = used();
  const auto* young_at = young.get();
  pool_->give_back(one(0), std::move(young), now_ + seconds(1));
  EXPECT_EQ(pool_->take_idle(one(0), now_ + seconds(30)).get(), young_at);
  EXPECT_EQ(pool_->take_idle(one(0), now_), nullptr);  // the old one was dropped meanwhile
}

TEST_F(ConnectionPoolTest, NoMoreThanTheLimitAreKept) {
  for (int i = 0; i < 5; ++i) pool_->give_back(one(0), used(), now_);
  int kept = 0;
  while (pool_->take_idle(one(0), now_)) ++kept;
  EXPECT_EQ(kept, 3);
}

TEST_F(ConnectionPoolTest, WhatCannotBeUsedAgainIsNotKept) {
  auto aborted = used();
  aborted->abort();
  pool_->give_back(one(0), std::move(aborted), now_);
  pool_->give_back(one(0), pool_->make(one(0)), now_);  // never connected
  EXPECT_EQ(pool_->take_idle(one(0), now_), nullptr);
}

TEST_F(ConnectionPoolTest, EndOfAWorkerClosesThem) {
  pool_->give_back(one(0), used(), now_);
  EXPECT_EQ(server_.open_connections(), 1U);
  upstreams_->end_worker(0);
  const auto end = std::chrono::steady_clock::now() + seconds(10);
  while (server_.open_connections() > 0 && std::chrono::steady_clock::now() < end) {
    ::poll(nullptr, 0, 1);
  }
  EXPECT_EQ(server_.open_connections(), 0U);
}

}  // namespace
}  // namespace gs::gateway::upstream
