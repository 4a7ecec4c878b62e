#include "service/work_pool.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <exception>

namespace gs::service {

namespace asio = http::asio;

WorkPool::WorkPool(unsigned threads, size_t most_waiting)
    : most_waiting_(most_waiting), threads_(std::make_unique<asio::thread_pool>(threads)) {}

WorkPool::~WorkPool() {
  threads_->join();
}

http::Task<void> WorkPool::run(http::Executor executor, std::function<void()> work) {
  if (waiting_.fetch_add(1) >= most_waiting_) {
    waiting_.fetch_sub(1);
    work();
    co_return;
  }
  bool done = false;
  http::Timer end(executor, SteadyTime::max());
  asio::post(*threads_, [&] {
    work();
    waiting_.fetch_sub(1);
    asio::post(executor, [&] {
      done = true;
      end.cancel();
    });
  });
  while (!done) co_await end.async_wait(http::kAwait);
}

http::Task<http::Response> PooledHandler::handle(http::Exchange* exchange) const {
  http::Response response;
  std::exception_ptr failure;
  const http::Executor executor = exchange->executor();
  const auto work = [&] {
    try {
      response = handler_(exchange->request());
    } catch (...) {
      failure = std::current_exception();
    }
  };
  co_await pool_.run(executor, work);
  if (failure) std::rethrow_exception(failure);
  co_return response;
}

}  // namespace gs::service
