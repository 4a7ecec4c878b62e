// One exchange of a ClientConnection after the other, on an executor that the test runs itself.
#pragma once

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <chrono>
#include <string>

#include "fixtures/scripted_server.h"
#include "http/client_connection.h"

namespace gs::http {

using fixtures::ScriptedServer;

inline constexpr const char* kAskText = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

struct Patience {
  std::chrono::milliseconds connect{10'000}, send{10'000}, head{10'000}, body{10'000};
};

// How far an exchange came, and what it brought.
struct Exchanged {
  bool connected = false, sent = false, has_head = false, whole = false;
  std::string body;
  ClientFailure failure = ClientFailure::kNone;
  std::string detail;
};

inline SteadyTime in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

inline Task<void> ask(ClientConnection* connection, const std::string* request, Patience patience,
                      Exchanged* seen) {
  seen->sent = co_await connection->send(*request, in(patience.send));
  if (seen->sent) seen->has_head = co_await connection->read_head(in(patience.head));
  bool going = seen->has_head;
  while (going && !connection->complete()) {
    going = co_await connection->read_body(in(patience.body));
    if (going) seen->body += connection->piece();
  }
  seen->whole = going;
  seen->failure = connection->failure();
  seen->detail = connection->detail();
}

inline Task<void> connect_and_ask(ClientConnection* connection, const std::string* request,
                                  Patience patience, Exchanged* seen) {
  seen->connected = co_await connection->connect(in(patience.connect));
  if (seen->connected) co_await ask(connection, request, patience, seen);
  seen->failure = connection->failure();
  seen->detail = connection->detail();
}

class ClientFixture : public testing::Test {
 protected:
  void run(Task<void> coroutine) {
    asio::co_spawn(io_.get_executor(), std::move(coroutine), asio::detached);
    io_.restart();
    io_.run();
  }
  // A connection of its own for one exchange.
  Exchanged exchange(const ServerAddress& address, Patience patience = {}) {
    ClientConnection connection(io_.get_executor(), deadlines_, address);
    Exchanged seen;
    run(connect_and_ask(&connection, &request_, patience, &seen));
    return seen;
  }
  Exchanged exchange(uint16_t port, Patience patience = {}) {
    const ServerAddress address{"127.0.0.1", port, nullptr, {}};
    return exchange(address, patience);
  }

  std::string request_ = kAskText;
  asio::io_context io_;
  ClientDeadlines deadlines_{io_.get_executor()};
};

}  // namespace gs::http
