// One connection to another server, and the exchanges on it, one after the other.
//
//   ClientConnection connection(executor, deadlines, address);
//   if (!co_await connection.connect(until)) ... connection.failure() ...
//   if (!co_await connection.send(head_and_body, until)) ...
//   if (!co_await connection.read_head(until)) ...
//   while (!connection.complete() && co_await connection.read_body(until)) use(connection.piece());
//   if (connection.reusable()) keep it for the next exchange
//
// Every wait has a deadline and ends at once by abort(). After a failure the connection is of no
// use any more. Memory is bounded by the size of a head and of one read. One thread.
#pragma once

#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/asio_types.h"
#include "http/client_deadlines.h"
#include "http/client_tls.h"
#include "http/response_reader.h"

namespace gs::http {

struct ServerAddress {
  std::string host;  // a name or an address, without brackets
  uint16_t port = 0;
  std::shared_ptr<const ClientTls> tls;  // null: plain HTTP
  std::string tls_name;                  // that the certificate must have; empty: the host
};

enum class ClientFailure : uint8_t {
  kNone,
  kConnect,   // no such host, refused, unreachable, a failed handshake
  kTimeout,   // the deadline of a wait has passed
  kClosed,    // the server closed or reset the connection
  kProtocol,  // what came is not HTTP
  kAborted    // by abort()
};

class ClientConnection final : public ClientWait {
 public:
  // `address` and `deadlines` outlive the connection.
  ClientConnection(Executor executor, ClientDeadlines& deadlines, const ServerAddress& address);

  // False, here and below: failure() and detail() say why.
  Task<bool> connect(SteadyTime until);
  // The whole request: head and body. `bytes` must stay valid until the coroutine has ended.
  Task<bool> send(std::string_view bytes, SteadyTime until);
  // Interim answers (1xx) are skipped.
  Task<bool> read_head(SteadyTime until);
  const ResponseHead& head() const { return reader_.head(); }
  // Whether anything of the answer has come.
  bool answered() const { return answered_; }
  // The next piece of the body as it comes, in piece() until the next call. The last one comes with
  // complete(); it may be empty, as all are from then on.
  Task<bool> read_body(SteadyTime until);
  std::string_view piece() const { return reader_.piece(); }
  bool complete() const { return reader_.state() == ResponseReader::State::kDone; }

  // The answer is complete and the server keeps the connection open.
  bool reusable() const {
    return complete() && head().keep_alive && reader_.drained() && failure_ == ClientFailure::kNone;
  }
  // For one that was idle: has the server closed it meanwhile, or sent what nobody asked for?
  bool is_stale();

  void abort();
  ClientFailure failure() const { return failure_; }
  const std::string& detail() const { return detail_; }

 private:
  using Resolver = asio::ip::basic_resolver<asio::ip::tcp, Executor>;

  void expire() override;
  void close();
  bool fail(ClientFailure failure, std::string_view detail);
  bool fail(const boost::system::error_code& error, ClientFailure otherwise,
            std::string_view doing);
  Task<bool> resolve();
  Task<bool> shake_hands();
  Task<bool> fill();
  bool judge();

  ClientDeadlines& deadlines_;
  const ServerAddress& address_;
  Resolver resolver_;
  Socket socket_;
  std::unique_ptr<asio::ssl::stream<Socket&>> tls_;
  Resolver::results_type endpoints_;

  ResponseReader reader_;
  bool answered_ = false;
  ClientFailure failure_ = ClientFailure::kNone;
  std::string detail_;
};

}  // namespace gs::http
