#include "res/store/connection_pool.h"

#include <fmt/format.h>

namespace gs::res::store {

Result<Database::Lease> ConnectionPool::lease() {
  GS_TRY(std::unique_ptr<PooledConnection> connection, take());
  if (connection != nullptr && !connection->usable()) connection.reset();
  if (connection == nullptr) {
    auto opened = open_();
    if (!opened) {
      one_less();
      return tl::unexpected(std::move(opened).error());
    }
    connection = *std::move(opened);
  }
  return Database::Lease(connection.release(), [this](Connection* returned) {
    give_back(static_cast<PooledConnection*>(returned));
  });
}

// An idle connection, or nothing where the caller may open one.
Result<std::unique_ptr<PooledConnection>> ConnectionPool::take() {
  std::unique_lock lock(mutex_);
  const auto free = [this] { return !idle_.empty() || count_ < most_; };
  if (!freed_.wait_for(lock, wait_, free)) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("all {} connections to the database were in use for {} ms", most_,
                            wait_.count()));
  }
  if (idle_.empty()) {
    ++count_;
    return std::unique_ptr<PooledConnection>();
  }
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void ConnectionPool::give_back(PooledConnection* connection) {
  std::unique_ptr<PooledConnection> returned(connection);
  returned->rollback();  // of a transaction that its user left open
  if (!returned->usable()) {
    returned.reset();
    one_less();
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(returned));
  }
  freed_.notify_one();
}

void ConnectionPool::one_less() {
  {
    const std::lock_guard lock(mutex_);
    --count_;
  }
  freed_.notify_one();
}

}  // namespace gs::res::store
