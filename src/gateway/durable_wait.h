// Waits in a coroutine until a record is on the disk.
//
//   DurableWait wait(wire.executor());
//   wire.when_gone([&wait] { wait.cancel(); });
//   const Status durable = co_await wait.until(sink, sequence);
//
// The sink calls on a thread of its own; the coroutine goes on where it was. Lives in the frame of
// the coroutine and may end before the sink calls.
#pragma once

#include <memory>

#include "http/asio_types.h"
#include "journal/sinks.h"

namespace gs::gateway {

class DurableWait {
 public:
  explicit DurableWait(http::Executor executor);
  ~DurableWait();
  DurableWait(const DurableWait&) = delete;
  DurableWait& operator=(const DurableWait&) = delete;

  // At most once. `sink` outlives the wait. The error is the sink's, or kUnavailable of cancel().
  http::Task<Status> until(journal::DecisionSink& sink, journal::Sequence sequence);
  // On the coroutine's thread, before or while it waits: nobody needs to know any more.
  void cancel();

 private:
  struct Signal;
  http::Timer timer_;
  std::shared_ptr<Signal> signal_;
  bool cancelled_ = false;
};

}  // namespace gs::gateway
