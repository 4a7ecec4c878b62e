// Connections that are opened when needed, lent, given back, and replaced when broken.
//
//   ConnectionPool pool([] { return open_one(); }, 8, 5s);
//   GS_TRY(Database::Lease connection, pool.lease());
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "res/store/database.h"

namespace gs::res::store {

class PooledConnection : public Connection {
 public:
  // False: throw it away. Asked before each lease and after it; must not wait for the server.
  virtual bool usable() = 0;
};

// Safe from any thread; outlives its leases.
class ConnectionPool {
 public:
  using Open = std::function<Result<std::unique_ptr<PooledConnection>>()>;

  ConnectionPool(Open open, unsigned most, std::chrono::milliseconds wait)
      : open_(std::move(open)), most_(most == 0 ? 1 : most), wait_(wait) {}

  // kUnavailable when none came free in time; else what `open` failed with.
  Result<Database::Lease> lease();

 private:
  Result<std::unique_ptr<PooledConnection>> take();
  void give_back(PooledConnection* connection);
  void one_less();

  const Open open_;
  const unsigned most_;
  const std::chrono::milliseconds wait_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<PooledConnection>> idle_;  // the last used is lent first
  unsigned count_ = 0;                                   // lent, idle and being opened
};

}  // namespace gs::res::store
