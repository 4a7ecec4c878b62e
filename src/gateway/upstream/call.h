// One request to a model server: sent, tried again where that is safe, its answer read piece by
// piece.
//
//   UpstreamCall call(upstreams, worker, executor);
//   if (!co_await call.open(request)) return answer_for(call.failure());
//   ... call.head().status ...
//   while (!call.complete() && co_await call.read()) use(call.piece());
//
// Tries end with the first byte of an answer: from then on the caller may have seen something. A
// server that refuses the connection, does not answer in time, closes, or answers 429, 502, 503 or
// 504 is followed by the next one that serves the model, within the number of retries and the
// budget. A kept connection that turns out to be closed costs nothing: it is replaced by a new one.
//
// The destructor gives the connection back, or ends the request where it is not complete. One
// thread, that of the executor.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/upstream/connection_pool.h"
#include "gateway/upstream/upstreams.h"

namespace gs::gateway::upstream {

struct CallRequest {
  std::string_view method = "POST";
  std::string_view path;   // "/v1/chat/completions"
  std::string_view body;   // JSON; empty: none
  std::string_view model;  // chooses the server
  Dialect dialect = Dialect::kOpenAi;
  Server* only = nullptr;  // asked alone, whatever the model; null: whoever serves it
  std::vector<std::pair<std::string_view, std::string>> headers;  // beside those the call writes
};

// Why there is no answer, or no whole one.
enum class CallFailure : uint8_t {
  kNone,
  kNoServer,     // none serves the model
  kUnavailable,  // breakers are open
  kConnect,
  kTimeout,
  kClosed,
  kProtocol,
  kAborted
};
std::string_view to_string(CallFailure failure);  // "connect"

class UpstreamCall {
 public:
  UpstreamCall(Upstreams& upstreams, unsigned worker, http::Executor executor);
  ~UpstreamCall();
  UpstreamCall(const UpstreamCall&) = delete;
  UpstreamCall& operator=(const UpstreamCall&) = delete;

  // What `request` points to outlives the call. True: head() has the answer's.
  http::Task<bool> open(CallRequest request);
  const http::ResponseHead& head() const { return connection_->head(); }

  // The next piece of the body, decoded; valid until the next call.
  http::Task<bool> read();
  std::string_view piece() const { return connection_->piece(); }
  bool complete() const { return connection_->complete(); }

  // Ends what is being waited for, from another coroutine of the same thread.
  void abort();

  CallFailure failure() const { return failure_; }
  const std::string& detail() const { return detail_; }  // for the log, not for callers
  const Server* server() const { return server_; }       // of the last try; null before
  unsigned attempts() const { return attempts_; }

 private:
  http::Task<bool> try_server(Server* server, bool another, bool elsewhere);
  http::Task<bool> send_and_wait();
  std::string request_text(Server& server) const;
  bool note_failure(Server& server, SteadyTime began);
  bool note_answer(Server& server, SteadyTime began);
  SteadyTime within(Milliseconds time) const;

  Upstreams& upstreams_;
  ConnectionPool& pool_;
  CallRequest request_;
  std::string text_;  // head and body of the request as sent
  SteadyTime give_up_{};
  std::unique_ptr<http::ClientConnection> connection_;
  Server* server_ = nullptr;
  CallFailure failure_ = CallFailure::kNone;
  std::string detail_;
  unsigned attempts_ = 0;
  bool aborted_ = false;
};

}  // namespace gs::gateway::upstream
