#include "service/callback.h"

#include <boost/asio/post.hpp>

#include <mutex>
#include <utility>

namespace gs::service {

namespace asio = http::asio;

// All that a caller holds: it may live longer than the executor, whose timers go with it.
struct Callback::Shared {
  std::mutex mutex;
  Callback* callback;  // null once it is gone; changes on the executor's thread, under the lock
};

Callback::Callback(http::Executor executor)
    : end_(executor, SteadyTime::max()), shared_(std::make_shared<Shared>()) {
  shared_->callback = this;
}

Callback::~Callback() {
  std::lock_guard lock(shared_->mutex);
  shared_->callback = nullptr;
}

std::function<void(Status)> Callback::caller() const {
  return [shared = shared_](Status status) {
    std::lock_guard lock(shared->mutex);
    if (shared->callback == nullptr) return;
    asio::post(shared->callback->end_.get_executor(),
               [shared, status = std::move(status)]() mutable {
                 Callback* callback = shared->callback;
                 if (callback == nullptr) return;
                 callback->brought_ = std::move(status);
                 callback->end_.cancel();
               });
  };
}

http::Task<Status> Callback::wait() {
  while (!brought_) co_await end_.async_wait(http::kAwait);
  co_return *std::move(brought_);
}

http::Task<std::optional<Status>> Callback::wait_until(SteadyTime deadline) {
  end_.expires_at(deadline);
  while (!brought_ && std::chrono::steady_clock::now() < deadline) {
    co_await end_.async_wait(http::kAwait);
  }
  co_return std::exchange(brought_, std::nullopt);
}

}  // namespace gs::service
