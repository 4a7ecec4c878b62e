#include "http/client_connection.h"

#include "client_fixture.h"

#include <gmock/gmock.h>

#include <future>
#include <memory>
#include <thread>

namespace gs::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using Peer = ScriptedServer::Peer;

class ClientConnectionTest : public ClientFixture {};

ScriptedServer::Script answer_with(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    if (!peer.read_request().empty()) peer.send(bytes);
  };
}

TEST_F(ClientConnectionTest, EndsOfBodies) {
  const struct {
    const char* bytes;
    const char* body;
  } rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello"},
      {"HTTP/1.1 200 OK\r\n\r\nhello", "hello"},
      {"HTTP/1.1 204 No Content\r\n\r\n", ""},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.bytes);
    ScriptedServer server(answer_with(row.bytes));
    const Exchanged seen = exchange(server.port());
    EXPECT_TRUE(seen.whole) << seen.detail;
    EXPECT_EQ(seen.body, row.body);
    EXPECT_EQ(seen.failure, ClientFailure::kNone);
  }
}

TEST_F(ClientConnectionTest, SlowBytesGiveTheSame) {
  const std::string bytes =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    for (const char byte : bytes) peer.send({&byte, 1});
    peer.wait_for_end();
  });
  const Exchanged seen = exchange(server.port());
  EXPECT_TRUE(seen.whole);
  EXPECT_EQ(seen.body, "hello");
}

TEST_F(ClientConnectionTest, WhatGoesWrong) {
  const struct {
    const char* bytes;
    ClientFailure failure;
    const char* detail;
  } rows[] = {
      {"", ClientFailure::kClosed, "the connection ended"},
      {"HTTP/1.1 200 OK\r\nContent-", ClientFailure::kClosed, "the connection ended"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", ClientFailure::kClosed,
       "the connection ended"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
       ClientFailure::kClosed, "the connection ended"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz", ClientFailure::kProtocol,
       "the chunked body is malformed"},
      {"garbage\r\n\r\n", ClientFailure::kProtocol, "does not begin with HTTP/1.1"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.bytes);
    ScriptedServer server(answer_with(row.bytes));
    const Exchanged seen = exchange(server.port());
    EXPECT_FALSE(seen.whole);
    EXPECT_EQ(seen.failure, row.failure);
    EXPECT_THAT(seen.detail, HasSubstr(row.detail));
  }
}

TEST_F(ClientConnectionTest, HeadWithoutEndIsRefused) {
  ScriptedServer server(answer_with("HTTP/1.1 200 OK\r\nA: " + std::string(70'000, 'a')));
  const Exchanged seen = exchange(server.port());
  EXPECT_EQ(seen.failure, ClientFailure::kProtocol);
  EXPECT_EQ(seen.detail, "the answer's head is too large");
}

Task<void> read_to_reset(ClientConnection* client, const std::string* request,
                         std::promise<void>* half_read, Exchanged* seen) {
  co_await client->connect(in(seconds(10)));
  co_await client->send(*request, in(seconds(10)));
  bool going = co_await client->read_head(in(seconds(10)));
  while (going && seen->body.size() < 7) {
    going = co_await client->read_body(in(seconds(10)));
    seen->body += client->piece();
  }
  half_read->set_value();
  seen->whole = co_await client->read_body(in(seconds(10)));
}

// A reset is not the end that a server means: what came may be half of an answer.
TEST_F(ClientConnectionTest, ResetDoesNotEndABody) {
  std::promise<void> half_read;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\n\r\nhalf of");
    half_read.get_future().wait_for(seconds(10));
    peer.reset_at_end();
  });
  const ServerAddress address{"127.0.0.1", server.port(), nullptr, {}};
  ClientConnection connection(io_.get_executor(), deadlines_, address);
  Exchanged seen;
  run(read_to_reset(&connection, &request_, &half_read, &seen));
  EXPECT_EQ(seen.body, "half of");
  EXPECT_FALSE(seen.whole);
  EXPECT_FALSE(connection.complete());
  EXPECT_EQ(connection.failure(), ClientFailure::kClosed);
}

TEST_F(ClientConnectionTest, NobodyListens) {
  uint16_t port = 0;
  {
    ScriptedServer server([](Peer&) {});
    port = server.port();
  }
  const Exchanged seen = exchange(port);
  EXPECT_FALSE(seen.connected);
  EXPECT_EQ(seen.failure, ClientFailure::kConnect);
  EXPECT_THAT(seen.detail, HasSubstr("cannot connect: Connection refused"));
}

TEST_F(ClientConnectionTest, HostThatCannotBe) {
  const ServerAddress address{"no such host", 80, nullptr, {}};
  const Exchanged seen = exchange(address);
  EXPECT_EQ(seen.failure, ClientFailure::kConnect);
  EXPECT_THAT(seen.detail, HasSubstr("cannot find the host"));
}

TEST_F(ClientConnectionTest, NamesAreResolved) {
  ScriptedServer server(answer_with("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  const ServerAddress address{"localhost", server.port(), nullptr, {}};
  EXPECT_EQ(exchange(address).body, "ok");
}

TEST_F(ClientConnectionTest, SilenceOfTheHead) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200");
    peer.wait_for_end();
  });
  const auto began = std::chrono::steady_clock::now();
  const Exchanged seen = exchange(server.port(), {.head = milliseconds(60)});
  EXPECT_GE(std::chrono::steady_clock::now() - began, milliseconds(60));
  EXPECT_TRUE(seen.sent);
  EXPECT_FALSE(seen.has_head);
  EXPECT_EQ(seen.failure, ClientFailure::kTimeout);
  EXPECT_EQ(seen.detail, "the server took too long");
}

TEST_F(ClientConnectionTest, SilenceOfTheBody) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\n\r\nhalf");
    peer.wait_for_end();
  });
  const Exchanged seen = exchange(server.port(), {.body = milliseconds(60)});
  EXPECT_TRUE(seen.has_head);
  EXPECT_EQ(seen.body, "half");
  EXPECT_FALSE(seen.whole);
  EXPECT_EQ(seen.failure, ClientFailure::kTimeout);
}

TEST_F(ClientConnectionTest, ServerThatTakesNoRequest) {
  ScriptedServer deaf([](Peer&) { ::poll(nullptr, 0, 300); });
  request_ = std::string(64 << 20, 'x');
  const Exchanged seen = exchange(deaf.port(), {.send = milliseconds(60)});
  EXPECT_FALSE(seen.sent);
  EXPECT_EQ(seen.failure, ClientFailure::kTimeout);
}

// A queue that is full does not answer: the wait for the connection has an end all the same.
TEST_F(ClientConnectionTest, ConnectingTakesTooLong) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(name);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&name), size), 0);
  ASSERT_EQ(::listen(listener, 0), 0);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&name), &size);
  const int other = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::connect(other, reinterpret_cast<sockaddr*>(&name), size), 0);

  const Exchanged seen = exchange(ntohs(name.sin_port), {.connect = milliseconds(60)});
  EXPECT_FALSE(seen.connected);
  EXPECT_EQ(seen.failure, ClientFailure::kTimeout);
  ::close(other);
  ::close(listener);
}

struct Step {
  const char* name;
  const char* sent_by_server;  // before it falls silent
};

Task<void> abort_after(ClientConnection* connection, milliseconds time) {
  Timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(kAwait);
  connection->abort();
}

TEST_F(ClientConnectionTest, AbortEndsAnyWait) {
  for (const Step& step : {Step{"head", ""}, Step{"body", "HTTP/1.1 200 OK\r\n\r\nhalf"}}) {
    SCOPED_TRACE(step.name);
    ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      peer.send(step.sent_by_server);
      peer.wait_for_end();
    });
    const ServerAddress address{"127.0.0.1", server.port(), nullptr, {}};
    ClientConnection connection(io_.get_executor(), deadlines_, address);
    asio::co_spawn(io_.get_executor(), abort_after(&connection, milliseconds(40)), asio::detached);
    Exchanged seen;
    const auto began = std::chrono::steady_clock::now();
    run(connect_and_ask(&connection, &request_, {}, &seen));
    EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(5));
    EXPECT_FALSE(seen.whole);
    EXPECT_EQ(seen.failure, ClientFailure::kAborted);
    EXPECT_EQ(seen.detail, "the exchange was given up");
  }
}

// The name was found when the exchange is given up, but the coroutine has not gone on yet.
TEST_F(ClientConnectionTest, AbortBeforeOrWhileTheNameIsLookedUp) {
  ScriptedServer server([](Peer& peer) { peer.wait_for_end(); });
  for (const char* host : {"127.0.0.1", "localhost"}) {
    SCOPED_TRACE(host);
    const ServerAddress address{host, server.port(), nullptr, {}};
    ClientConnection connection(io_.get_executor(), deadlines_, address);
    connection.abort();
    Exchanged seen;
    run(connect_and_ask(&connection, &request_, {}, &seen));
    EXPECT_FALSE(seen.connected);
    EXPECT_EQ(seen.failure, ClientFailure::kAborted);
  }
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(ClientConnectionTest, OneConnectionManyExchanges) {
  ScriptedServer server([](Peer& peer) {
    for (int i = 0; !peer.read_request().empty(); ++i) {
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + std::to_string(i));
    }
  });
  const ServerAddress address{"127.0.0.1", server.port(), nullptr, {}};
  ClientConnection connection(io_.get_executor(), deadlines_, address);
  Exchanged first;
  run(connect_and_ask(&connection, &request_, {}, &first));
  EXPECT_EQ(first.body, "0");
  for (int i = 1; i < 5; ++i) {
    EXPECT_TRUE(connection.reusable());
    EXPECT_FALSE(connection.is_stale());
    Exchanged seen;
    run(ask(&connection, &request_, {}, &seen));
    EXPECT_EQ(seen.body, std::to_string(i));
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(ClientConnectionTest, WhatMakesAConnectionUnusable) {
  const struct {
    const char* bytes;
    bool reusable;
  } rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", true},
      {"HTTP/1.1 204 No Content\r\n\r\n", true},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx", false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", false},
      {"HTTP/1.1 200 OK\r\n\r\nx", false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy", false},  // nobody asked for y
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.bytes);
    ScriptedServer server(answer_with(row.bytes));
    const ServerAddress address{"127.0.0.1", server.port(), nullptr, {}};
    ClientConnection connection(io_.get_executor(), deadlines_, address);
    Exchanged seen;
    run(connect_and_ask(&connection, &request_, {}, &seen));
    EXPECT_TRUE(seen.whole);
    EXPECT_EQ(connection.reusable(), row.reusable);
  }
}

bool becomes_stale(ClientConnection& connection) {
  const SteadyTime end = in(seconds(10));
  while (!connection.is_stale() && std::chrono::steady_clock::now() < end) ::poll(nullptr, 0, 1);
  return connection.is_stale();
}

TEST_F(ClientConnectionTest, StaleOnceTheServerClosesOrSpeaks) {
  for (const char* later : {"", "HTTP/1.1 408 Request Timeout\r\n\r\n"}) {
    SCOPED_TRACE(later);
    std::promise<void> go_on;
    ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      peer.send("HTTP/1.1 204 No Content\r\n\r\n");
      go_on.get_future().wait_for(seconds(10));
      peer.send(later);
      if (*later != 0) peer.wait_for_end();
    });
    const ServerAddress address{"127.0.0.1", server.port(), nullptr, {}};
    auto connection = std::make_unique<ClientConnection>(io_.get_executor(), deadlines_, address);
    Exchanged seen;
    run(connect_and_ask(connection.get(), &request_, {}, &seen));
    EXPECT_TRUE(connection->reusable());
    EXPECT_FALSE(connection->is_stale());
    go_on.set_value();
    EXPECT_TRUE(becomes_stale(*connection));
    connection.reset();
  }
}

}  // namespace
}  // namespace gs::http
