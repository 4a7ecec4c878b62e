// Lets a coroutine wait for a call that comes from another thread.
//
//   service::Callback committed(exchange->executor());
//   log.submit(operation, committed.caller());
//   const Status status = co_await committed.wait();
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "http/exchange.h"

namespace gs::service {

// Belongs to one coroutine, whose executor it is given.
class Callback {
 public:
  explicit Callback(http::Executor executor);
  ~Callback();
  Callback(const Callback&) = delete;
  Callback& operator=(const Callback&) = delete;

  // What is to be called, once, from any thread; it neither waits nor throws. Called after this
  // object is gone, it does nothing.
  std::function<void(Status)> caller() const;

  // Comes back on the executor's thread with what the call brought.
  http::Task<Status> wait();
  // Nothing: the deadline came first.
  http::Task<std::optional<Status>> wait_until(SteadyTime deadline);

 private:
  struct Shared;

  http::Timer end_;
  std::optional<Status> brought_;
  std::shared_ptr<Shared> shared_;
};

}  // namespace gs::service
