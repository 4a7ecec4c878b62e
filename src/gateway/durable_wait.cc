#include "gateway/durable_wait.h"

#include <boost/asio/post.hpp>

#include <mutex>
#include <optional>
#include <utility>

namespace gs::gateway {

namespace asio = http::asio;

// What the sink's thread and the coroutine's share. Its executor exists as long as somebody waits.
struct DurableWait::Signal {
  std::mutex mutex;
  http::Timer* timer = nullptr;  // null: nobody waits any more
  std::optional<Status> result;

  static void tell(const std::shared_ptr<Signal>& signal, Status status) {
    const std::lock_guard lock(signal->mutex);
    if (signal->timer == nullptr) return;
    signal->result = std::move(status);
    asio::post(signal->timer->get_executor(), [signal] { signal->wake(); });
  }
  void wake() {
    const std::lock_guard lock(mutex);
    if (timer != nullptr) timer->cancel();
  }
  std::optional<Status> take() {
    const std::lock_guard lock(mutex);
    return std::exchange(result, std::nullopt);
  }
};

DurableWait::DurableWait(http::Executor executor)
    : timer_(executor, SteadyTime::max()), signal_(std::make_shared<Signal>()) {
  signal_->timer = &timer_;
}

DurableWait::~DurableWait() {
  const std::lock_guard lock(signal_->mutex);
  signal_->timer = nullptr;
}

http::Task<Status> DurableWait::until(journal::DecisionSink& sink, journal::Sequence sequence) {
  if (sink.is_durable(sequence)) co_return Ok{};
  sink.when_durable(sequence,
                    [signal = signal_](Status status) { Signal::tell(signal, std::move(status)); });
  while (!cancelled_) {
    if (std::optional<Status> result = signal_->take()) co_return *std::move(result);
    co_await timer_.async_wait(http::kAwait);
  }
  co_return fail(ErrorCode::kUnavailable, "nobody waits for the record any more");
}

void DurableWait::cancel() {
  cancelled_ = true;
  timer_.cancel();
}

}  // namespace gs::gateway
