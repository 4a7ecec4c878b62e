// One connection to Redis for one io_context. All of it belongs to that context's thread.
//
// Calls that come while others are on their way wait and then leave together in one write
// (pipelining), and are answered in order. A call that has no answer by its deadline ends the
// connection: behind it everybody would wait as long. Then, and when a connection cannot be made,
// calls are refused at once for a pause that doubles from 100 ms to 5 s; the first call after the
// pause tries again. A connection that the server closed while nobody used it is made anew without
// a pause.
//
// While no call is on its way, nothing here is pending in the io_context, so that a server which
// runs out of connections runs out of work. For the same reason, and since the socket must go with
// its context, connections are kept by a service of the context: RedisConnection::of().
#pragma once

#include <boost/asio/io_context.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gateway/limits/redis_endpoint.h"
#include "gateway/limits/redis_protocol.h"
#include "http/asio_types.h"

namespace gs::gateway {

class RedisConnection {
 public:
  using Resolver = http::asio::ip::basic_resolver<http::asio::ip::tcp, http::Executor>;

  RedisConnection(std::shared_ptr<const RedisEndpoint> endpoint, const http::Executor& executor);

  // The connection of this context to that endpoint object; made, not yet opened, where there is
  // none.
  static std::shared_ptr<RedisConnection> of(const std::shared_ptr<const RedisEndpoint>& endpoint,
                                             const http::Executor& executor);

  // Sends one command and gives its reply, an error reply too. Errors (kUnavailable): no
  // connection, no answer until `deadline`.
  static http::Task<Result<RedisReply>> call(std::shared_ptr<RedisConnection> connection,
                                             std::vector<std::string> words, SteadyTime deadline);

  // After an error reply that a new connection may cure ("READONLY", "LOADING").
  void drop(const Error& why) { give_up(why); }

  SteadyTime opened_at() const { return opened_at_; }

 private:
  struct Call {
    Call(std::string bytes, const http::Executor& executor)
        : command(std::move(bytes)), wake(executor) {}
    const std::string command;
    http::Timer wake;
    std::optional<Result<RedisReply>> outcome;
  };

  static http::Task<void> serve(std::shared_ptr<RedisConnection> self);
  http::Task<Status> exchange();
  http::Task<Status> open();
  http::Task<Status> introduce();
  http::Task<Status> send(std::string bytes);
  http::Task<Result<RedisReply>> read_reply();
  void finish(Call& call, Result<RedisReply> outcome);
  void give_up(const Error& why);
  void close();
  tl::unexpected<Error> unavailable(std::string message) const;

  const std::shared_ptr<const RedisEndpoint> endpoint_;
  const http::Executor executor_;
  http::Socket socket_;
  Resolver resolver_;
  std::unique_ptr<RedisReplyReader> reader_;
  std::array<char, 4096> buffer_;
  std::deque<std::shared_ptr<Call>> waiting_;  // sent or not, unanswered, in order
  bool serving_ = false;                       // serve() runs
  bool open_ = false;
  uint64_t attempt_ = 0;  // counts what was given up, so that a late completion knows
  SteadyTime opened_at_;
  SteadyTime retry_at_;
  std::chrono::milliseconds pause_;
};

}  // namespace gs::gateway
