// A running server on a free port, with routes that the tests of its behaviour need.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "fixtures/http_client.h"
#include "http/server.h"

namespace gs::http {

using fixtures::get;
using fixtures::HttpAnswer;
using fixtures::HttpClient;
using fixtures::post;

inline ServerOptions quick_options() {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.workers = 2;
  options.drain_accept = std::chrono::milliseconds(5);
  options.drain_idle = std::chrono::milliseconds(20);
  options.linger_timeout = std::chrono::milliseconds(500);
  return options;
}

inline std::vector<Route> test_routes() {
  return {
      {Method::kGet, "/health",
       [](const Request&) { return Response{.body = "{\"status\":\"ok\"}"}; }},
      {Method::kPost, "/echo",
       [](const Request& request) { return Response{.body = std::string(request.body)}; }},
      {Method::kGet, "/query",
       [](const Request& request) { return Response{.body = std::string(request.query)}; }},
      {Method::kGet, "/peer",
       [](const Request& request) { return Response{.body = std::string(request.peer)}; }},
      {Method::kGet, "/traced",
       [](const Request&) { return Response{.principal = "team", .trace_id = "abc"}; }},
      {Method::kGet, "/large",
       [](const Request&) { return Response{.body = std::string(32 << 20, 'x')}; }},
      {Method::kGet, "/bad_alloc", [](const Request&) -> Response { throw std::bad_alloc(); }},
  };
}

// Keeps what it was told; safe from any thread.
class EventRecord {
 public:
  EventSink sink() {
    return [this](EventLevel, std::string_view message) {
      const std::lock_guard lock(mutex_);
      text_ += std::string(message) + "\n";
    };
  }
  std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  std::mutex mutex_;
  std::string text_;
};

// Asks again and again until `condition` holds; false after ten seconds.
inline bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    ::poll(nullptr, 0, 1);
  }
  return true;
}

class ServerTest : public testing::Test {
 protected:
  void make(ServerOptions options = quick_options(), AccessLog* log = nullptr) {
    auto server = Server::create(std::move(options), test_routes(),
                                 {.clock = &clock_, .access_log = log, .on_event = events_.sink()});
    ASSERT_TRUE(server) << server.error().to_string();
    server_ = std::move(*server);
  }
  void start(ServerOptions options = quick_options(), AccessLog* log = nullptr) {
    make(std::move(options), log);
    ASSERT_TRUE(server_->start());
  }
  uint16_t port() const { return server_->port(); }

  SystemClock clock_;
  EventRecord events_;
  std::unique_ptr<Server> server_;
};

}  // namespace gs::http
