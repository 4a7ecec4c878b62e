// Calls to scripted servers, on an executor that the test runs itself.
#pragma once

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/faulty_files.h"
#include "fixtures/scripted_server.h"
#include "gateway/upstream/call.h"

namespace gs::gateway::upstream {

using fixtures::ScriptedServer;

inline std::string answer(int status, const std::string& body, const std::string& fields = {}) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body;
}

// Answers each request of each connection so.
inline ScriptedServer::Script always(std::string bytes) {
  return [bytes = std::move(bytes)](ScriptedServer::Peer& peer) {
    while (!peer.read_request().empty()) peer.send(bytes);
  };
}

// A port where nobody listens.
inline uint16_t closed_port() {
  ScriptedServer gone([](ScriptedServer::Peer&) {});
  return gone.port();
}

struct Called {
  bool opened = false, whole = false;
  int status = 0;
  std::string body;
};

// `stop_after`: bytes of the body after which the reader loses interest.
inline http::Task<void> call_and_read(UpstreamCall* call, CallRequest request, size_t stop_after,
                                      Called* seen) {
  seen->opened = co_await call->open(request);
  if (!seen->opened) co_return;
  seen->status = call->head().status;
  bool going = true;
  while (going && !call->complete() && seen->body.size() < stop_after) {
    going = co_await call->read();
    if (going) seen->body += call->piece();
  }
  seen->whole = going && call->complete();
}

class CallFixture : public testing::Test {
 protected:
  ~CallFixture() override {
    if (upstreams_) upstreams_->end_worker(0);
  }

  ServerOptions& add(uint16_t port, const std::string& name = "a") {
    ServerOptions& one = options_.servers.emplace_back();
    one.name = name;
    one.host = "127.0.0.1";
    one.port = port;
    return one;
  }
  void make() {
    auto made = Upstreams::create(
        options_, 1, files_, clock_,
        [this](http::EventLevel, std::string_view text) { events_ += std::string(text) + "\n"; });
    ASSERT_TRUE(made) << made.error().to_string();
    upstreams_ = std::move(*made);
    upstreams_->on_attempt([this](const Attempt& attempt) {
      attempts_.push_back(attempt.server->options().name + " " + std::string(attempt.outcome) +
                          (attempt.is_retry ? " again" : ""));
    });
  }
  std::unique_ptr<UpstreamCall> call() {
    return std::make_unique<UpstreamCall>(*upstreams_, 0, io_.get_executor());
  }
  static CallRequest request() {
    CallRequest request;
    request.path = "/v1/chat/completions";
    request.body = "{}";
    request.model = "m";
    return request;
  }
  Called run(UpstreamCall& call, CallRequest request, size_t stop_after = SIZE_MAX) {
    Called seen;
    http::asio::co_spawn(io_.get_executor(), call_and_read(&call, request, stop_after, &seen),
                         http::asio::detached);
    io_.restart();
    io_.run();
    return seen;
  }
  // A call from its beginning to its end.
  Called once() {
    auto one = call();
    const Called seen = run(*one, request());
    failure_ = one->failure();
    return seen;
  }

  Options options_;
  FaultyFiles files_;
  SystemClock clock_;
  std::string events_;
  std::vector<std::string> attempts_;
  CallFailure failure_ = CallFailure::kNone;
  http::asio::io_context io_;
  std::unique_ptr<Upstreams> upstreams_;
};

}  // namespace gs::gateway::upstream
