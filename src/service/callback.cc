#include "service/callback.h"

#include <boost/asio/post.hpp>

#include <mutex>
#include <utility>

namespace gs::service {

namespace asio = http::asio;

// The caller posts under the lock and only while somebody waits: the coroutine's executor may be
// gone with its server once nobody does.
struct Callback::Shared {
  explicit Shared(http::Executor of) : executor(of), end(of, SteadyTime::max()) {}

  const http::Executor executor;
  std::mutex mutex;
  bool wanted = true;  // under the lock

  // On the executor's thread alone.
  http::Timer end;
  std::optional<Status> brought;
};

Callback::Callback(http::Executor executor) : shared_(std::make_shared<Shared>(executor)) {}

Callback::~Callback() {
  std::lock_guard lock(shared_->mutex);
  shared_->wanted = false;
}

std::function<void(Status)> Callback::caller() const {
  return [shared = shared_](Status status) {
    std::lock_guard lock(shared->mutex);
    if (!shared->wanted) return;
    asio::post(shared->executor, [shared, status = std::move(status)]() mutable {
      shared->brought = std::move(status);
      shared->end.cancel();
    });
  };
}

http::Task<Status> Callback::wait() {
  while (!shared_->brought) co_await shared_->end.async_wait(http::kAwait);
  co_return *std::move(shared_->brought);
}

http::Task<std::optional<Status>> Callback::wait_until(SteadyTime deadline) {
  shared_->end.expires_at(deadline);
  while (!shared_->brought && std::chrono::steady_clock::now() < deadline) {
    co_await shared_->end.async_wait(http::kAwait);
  }
  co_return std::exchange(shared_->brought, std::nullopt);
}

}  // namespace gs::service
