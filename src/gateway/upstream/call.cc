#include "gateway/upstream/call.h"

#include <fmt/format.h>

#include <algorithm>

namespace gs::gateway::upstream {
namespace {

CallFailure failure_of(http::ClientFailure failure) {
  switch (failure) {
    case http::ClientFailure::kNone:
      return CallFailure::kNone;
    case http::ClientFailure::kConnect:
      return CallFailure::kConnect;
    case http::ClientFailure::kTimeout:
      return CallFailure::kTimeout;
    case http::ClientFailure::kClosed:
      return CallFailure::kClosed;
    case http::ClientFailure::kProtocol:
      return CallFailure::kProtocol;
    case http::ClientFailure::kAborted:
      break;
  }
  return CallFailure::kAborted;
}

// The server is at fault; 501 only says that it has no such endpoint.
bool is_failure_of_server(int status) {
  return status >= 500 && status != 501;
}

// The server says that another try, elsewhere or later, may do.
bool asks_for_another(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

}  // namespace

std::string_view to_string(CallFailure failure) {
  switch (failure) {
    case CallFailure::kNone:
      return "none";
    case CallFailure::kNoServer:
      return "no_server";
    case CallFailure::kUnavailable:
      return "unavailable";
    case CallFailure::kConnect:
      return "connect";
    case CallFailure::kTimeout:
      return "timeout";
    case CallFailure::kClosed:
      return "closed";
    case CallFailure::kProtocol:
      return "protocol";
    case CallFailure::kAborted:
      break;
  }
  return "aborted";
}

UpstreamCall::UpstreamCall(Upstreams& upstreams, unsigned worker, http::Executor executor)
    : upstreams_(upstreams), pool_(upstreams.pool(worker, executor)) {}

UpstreamCall::~UpstreamCall() {
  if (connection_ && server_ != nullptr) {
    pool_.give_back(*server_, std::move(connection_), upstreams_.clock().steady());
  }
}

http::Task<bool> UpstreamCall::open(CallRequest request) {
  request_ = std::move(request);
  give_up_ = upstreams_.clock().steady() + upstreams_.options().total_timeout;
  upstreams_.retry_budget().deposit();
  std::vector<Server*> servers = {request_.only};
  if (request_.only == nullptr) {
    servers = upstreams_.order_for(request_.model, request_.dialect);
  }
  failure_ = CallFailure::kNoServer;
  const unsigned most = 1 + upstreams_.options().retries;
  for (unsigned i = 0; i < most && !servers.empty() && !aborted_; ++i) {
    Server* server = servers[i % servers.size()];
    if (!server->breaker().admits(upstreams_.clock().steady())) {
      if (attempts_ == 0) failure_ = CallFailure::kUnavailable;
      continue;
    }
    const bool another = i + 1 < most;
    const bool goes_on = co_await try_server(server, another, servers.size() > 1);
    if (!goes_on) break;
  }
  co_return attempts_ > 0 && failure_ == CallFailure::kNone;
}

// Returns whether there is to be another try.
http::Task<bool> UpstreamCall::try_server(Server* server, bool another, bool elsewhere) {
  server_ = server;
  ++attempts_;
  const SteadyTime began = upstreams_.clock().steady();
  text_ = request_text(*server);
  connection_ = pool_.take_idle(*server, began);
  bool answered = false;
  if (connection_) {
    answered = co_await send_and_wait();
    const bool was_closed = connection_->failure() == http::ClientFailure::kClosed;
    if (!answered && was_closed && !connection_->answered()) connection_.reset();
  }
  if (!connection_) {
    connection_ = pool_.make(*server);
    answered = co_await connection_->connect(within(upstreams_.options().connect_timeout));
    if (answered) answered = co_await send_and_wait();
  }
  const bool may =
      answered ? note_answer(*server, began) && elsewhere : note_failure(*server, began);
  co_return another&& may&& upstreams_.retry_budget().withdraw();
}

http::Task<bool> UpstreamCall::send_and_wait() {
  const SteadyTime until = within(upstreams_.options().first_byte_timeout);
  const bool sent = co_await connection_->send(text_, until);
  if (!sent) co_return false;
  co_return co_await connection_->read_head(until);
}

http::Task<bool> UpstreamCall::read() {
  const bool going = co_await connection_->read_body(within(upstreams_.options().idle_timeout));
  if (!going) {
    failure_ = failure_of(connection_->failure());
    detail_ = connection_->detail();
  }
  co_return going;
}

SteadyTime UpstreamCall::within(Milliseconds time) const {
  return std::min(upstreams_.clock().steady() + time, give_up_);
}

std::string UpstreamCall::request_text(Server& server) const {
  const ServerOptions& options = server.options();
  std::string text;
  text.reserve(512 + request_.body.size());
  text.append(request_.method).append(" ").append(options.base_path).append(request_.path);
  text.append(" HTTP/1.1\r\nHost: ").append(server.host_field()).append("\r\n");
  const std::string key = server.key().current(upstreams_.clock().steady());
  if (!key.empty()) text.append("Authorization: Bearer ").append(key).append("\r\n");
  for (const auto& [name, value] : request_.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  if (request_.method != "GET") {
    text.append("Content-Type: application/json\r\nContent-Length: ");
    text.append(std::to_string(request_.body.size())).append("\r\n");
  }
  return text.append("\r\n").append(request_.body);
}

// These two return whether another try makes sense.
bool UpstreamCall::note_failure(Server& server, SteadyTime began) {
  failure_ = failure_of(connection_->failure());
  detail_ = connection_->detail();
  const bool began_to_answer = connection_->answered();
  if (failure_ == CallFailure::kAborted) return false;
  const SteadyTime now = upstreams_.clock().steady();
  upstreams_.tell({&server, to_string(failure_), now - began, attempts_ > 1});
  if (server.breaker().failed(now)) upstreams_.tell_state(server, false, detail_);
  return !began_to_answer && now < give_up_;
}

bool UpstreamCall::note_answer(Server& server, SteadyTime began) {
  failure_ = CallFailure::kNone;
  const SteadyTime now = upstreams_.clock().steady();
  const bool is_failure = is_failure_of_server(head().status);
  upstreams_.tell({&server, is_failure ? "status" : "answered", now - began, attempts_ > 1});
  if (is_failure) {
    if (server.breaker().failed(now)) {
      upstreams_.tell_state(server, false, "it answers with errors");
    }
  } else {
    const bool has_closed = server.breaker().succeeded();
    const bool is_back = server.set_healthy(true);
    if (has_closed || is_back) upstreams_.tell_state(server, true, "it answers");
  }
  return asks_for_another(head().status);
}

void UpstreamCall::abort() {
  aborted_ = true;
  if (connection_) connection_->abort();
}

}  // namespace gs::gateway::upstream
