#include "http/client_tls.h"

#include "client_fixture.h"
#include "test_certificate.h"
#include "test_server.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <future>

namespace gs::http {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

class ClientTlsTest : public ClientFixture {
 protected:
  static uint16_t serve(const TestCertificate& certificate, std::unique_ptr<Server>& server) {
    static const SystemClock clock;
    ServerOptions options = quick_options();
    options.tls_certificate_file = certificate.certificate();
    options.tls_key_file = certificate.key();
    auto made = Server::create(options, test_routes(), {.clock = &clock});
    EXPECT_TRUE(made);
    server = std::move(*made);
    EXPECT_TRUE(server->start());
    return server->port();
  }
  static std::shared_ptr<const ClientTls> believing_in(const TestCertificate& certificate) {
    auto tls = ClientTls::create(certificate.certificate());
    EXPECT_TRUE(tls);
    return *tls;
  }
};

TEST_F(ClientTlsTest, WhoIsBelieved) {
  const TestCertificate named("DNS:localhost");
  const TestCertificate numbered("IP:127.0.0.1");
  const TestCertificate other("DNS:other.test");
  const std::string refused = "the TLS handshake failed: certificate verify failed";
  const struct {
    const char* name;
    const TestCertificate& shown;
    const TestCertificate& believed;
    const char* host;
    const char* tls_name;
    bool good;
  } rows[] = {
      {"its name", named, named, "localhost", "", true},
      {"its address", numbered, numbered, "127.0.0.1", "", true},
      {"the name that is asked for", other, other, "127.0.0.1", "other.test", true},
      {"an authority nobody knows", named, other, "localhost", "", false},
      {"another name", other, other, "localhost", "", false},
      {"a name for an address", named, named, "127.0.0.1", "", false},
      {"an address for a name", numbered, numbered, "localhost", "", false},
      {"another name than is asked for", named, named, "localhost", "other.test", false},
  };
  request_ = get("/health", "Connection: close\r\n");
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    std::unique_ptr<Server> server;
    const uint16_t port = serve(row.shown, server);
    const ServerAddress address{row.host, port, believing_in(row.believed), row.tls_name};
    const Exchanged seen = exchange(address);
    EXPECT_EQ(seen.whole, row.good) << seen.detail;
    EXPECT_EQ(seen.failure, row.good ? ClientFailure::kNone : ClientFailure::kConnect);
    if (row.good) {
      EXPECT_EQ(seen.body, "{\"status\":\"ok\"}");
    } else {
      EXPECT_THAT(seen.detail, HasSubstr(refused));
    }
  }
}

TEST_F(ClientTlsTest, SystemAuthoritiesDoNotKnowATestCertificate) {
  const TestCertificate certificate("DNS:localhost");
  std::unique_ptr<Server> server;
  const uint16_t port = serve(certificate, server);
  auto tls = ClientTls::create("");
  ASSERT_TRUE(tls);
  const ServerAddress address{"localhost", port, *tls, {}};
  EXPECT_EQ(exchange(address).failure, ClientFailure::kConnect);
}

TEST_F(ClientTlsTest, FilesThatAreNoAuthorities) {
  const auto missing = ClientTls::create("/nowhere/ca.pem");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(missing.error().where, "/nowhere/ca.pem");
  EXPECT_THAT(missing.error().message,
              HasSubstr("the certificates of the authorities cannot be used"));
}

TEST_F(ClientTlsTest, ServerThatDoesNotSpeakTls) {
  const TestCertificate certificate("DNS:localhost");
  ScriptedServer plain([](ScriptedServer::Peer& peer) {
    peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.wait_for_end();
  });
  const ServerAddress address{"localhost", plain.port(), believing_in(certificate), {}};
  const Exchanged seen = exchange(address);
  EXPECT_EQ(seen.failure, ClientFailure::kConnect);
  EXPECT_THAT(seen.detail, HasSubstr("the TLS handshake failed"));
}

TEST_F(ClientTlsTest, SilentHandshakeHasAnEnd) {
  const TestCertificate certificate("DNS:localhost");
  ScriptedServer silent([](ScriptedServer::Peer& peer) { peer.wait_for_end(); });
  const ServerAddress address{"localhost", silent.port(), believing_in(certificate), {}};
  const Exchanged seen = exchange(address, {.connect = std::chrono::milliseconds(80)});
  EXPECT_EQ(seen.failure, ClientFailure::kTimeout);
}

TEST_F(ClientTlsTest, ConnectionsAreUsedAgain) {
  const TestCertificate certificate("DNS:localhost");
  std::unique_ptr<Server> server;
  const uint16_t port = serve(certificate, server);
  const ServerAddress address{"localhost", port, believing_in(certificate), {}};
  ClientConnection connection(io_.get_executor(), deadlines_, address);
  request_ = post("/echo", std::string(100'000, 'x'));
  Exchanged first;
  run(connect_and_ask(&connection, &request_, {}, &first));
  EXPECT_EQ(first.body.size(), 100'000U);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(connection.reusable());
    EXPECT_FALSE(connection.is_stale());
    Exchanged seen;
    run(ask(&connection, &request_, {}, &seen));
    EXPECT_EQ(seen.body, first.body) << seen.detail;
  }
}

// RFC 5246 section 7.2.1: without the alert that closes, anybody may have cut the body short.
TEST_F(ClientTlsTest, OnlyAServerThatSaysGoodbyeEndsABody) {
  const TestCertificate certificate("DNS:localhost");
  for (const bool says_goodbye : {true, false}) {
    SCOPED_TRACE(says_goodbye);
    ScriptedServer server(
        [&](ScriptedServer::Peer& peer) {
          peer.read_request();
          peer.send("HTTP/1.1 200 OK\r\n\r\nall of it");
          if (says_goodbye) peer.end_tls();
        },
        certificate.certificate(), certificate.key());
    const ServerAddress address{"localhost", server.port(), believing_in(certificate), {}};
    const Exchanged seen = exchange(address);
    EXPECT_EQ(seen.body, "all of it");
    EXPECT_EQ(seen.whole, says_goodbye);
    EXPECT_EQ(seen.failure, says_goodbye ? ClientFailure::kNone : ClientFailure::kClosed);
  }
}

// An answer that nobody asked for must not be taken for the answer to the next request.
TEST_F(ClientTlsTest, StaleOnceTheServerSpeaksUnasked) {
  const TestCertificate certificate("DNS:localhost");
  for (const bool at_once : {true, false}) {
    SCOPED_TRACE(at_once);
    std::promise<void> go_on;
    ScriptedServer server(
        [&](ScriptedServer::Peer& peer) {
          peer.read_request();
          peer.send("HTTP/1.1 204 No Content\r\n\r\n");
          if (!at_once) go_on.get_future().wait_for(seconds(10));
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nmalicious");
          peer.wait_for_end();
        },
        certificate.certificate(), certificate.key());
    const ServerAddress address{"localhost", server.port(), believing_in(certificate), {}};
    auto connection = std::make_unique<ClientConnection>(io_.get_executor(), deadlines_, address);
    Exchanged seen;
    run(connect_and_ask(connection.get(), &request_, {}, &seen));
    EXPECT_TRUE(seen.whole) << seen.detail;
    if (!at_once) {
      EXPECT_FALSE(connection->is_stale());
      go_on.set_value();
    }
    EXPECT_TRUE(eventually([&] { return connection->is_stale(); }));
    connection.reset();
  }
}

}  // namespace
}  // namespace gs::http
