// Threads for what takes long or blocks (judging a long text, a query of the database), so that the
// other connections of a worker do not wait behind it.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "http/exchange.h"

namespace boost::asio {
class thread_pool;
}

namespace gs::service {

// Safe from any thread. Outlives the coroutines that wait for it.
class WorkPool {
 public:
  // `threads` at least 1. When `most_waiting` pieces of work wait already, a further one is done by
  // the thread that brings it: so what waits is bounded, and who brings more is slowed down.
  WorkPool(unsigned threads, size_t most_waiting);
  ~WorkPool();

  // Runs `work` and comes back on the executor's thread. `work` must not throw.
  http::Task<void> run(http::Executor executor, std::function<void()> work);

 private:
  const size_t most_waiting_;
  std::atomic<size_t> waiting_{0};
  std::unique_ptr<boost::asio::thread_pool> threads_;
};

// A plain handler that is run on the pool.
class PooledHandler final : public http::CoroutineHandler {
 public:
  // `pool` outlives the handler.
  PooledHandler(WorkPool& pool, http::Handler handler)
      : pool_(pool), handler_(std::move(handler)) {}
  http::Task<http::Response> handle(http::Exchange* exchange) const override;

 private:
  WorkPool& pool_;
  const http::Handler handler_;
};

}  // namespace gs::service
