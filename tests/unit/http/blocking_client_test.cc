#include "http/blocking_client.h"

#include <gmock/gmock.h>

#include "fixtures/scripted_server.h"

namespace gs::http {
namespace {

using fixtures::ScriptedServer;
using std::chrono::milliseconds;
using testing::HasSubstr;

std::string ok(std::string_view body, std::string_view more = {}) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(more) + "\r\n" + std::string(body);
}

std::unique_ptr<BlockingClient> client_of(const ScriptedServer& server, ClientOptions options = {},
                                          const std::string& path = {}) {
  auto client = BlockingClient::create("http://127.0.0.1:" + std::to_string(server.port()) + path,
                                       std::move(options));
  EXPECT_TRUE(client) << client.error().to_string();
  return *std::move(client);
}

TEST(BlockingClient, SendsWhatIsAskedAndReadsWhatComes) {
  std::string seen;
  ScriptedServer server([&seen](ScriptedServer::Peer& peer) {
    seen = peer.read_request();
    peer.send(ok("stored", "X-Thing: 7\r\n"));
    peer.wait_for_end();
  });
  const auto client = client_of(server, {.headers = {{"Authorization", "Bearer k"}}}, "/base/");
  const auto answer =
      client->send(Method::kPut, "/a/b?c=1", "text/plain", "body", {{"X-One", "1"}});
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "stored");
  EXPECT_EQ(answer->header("x-thing"), "7");
  EXPECT_THAT(seen, testing::StartsWith("PUT /base/a/b?c=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
  EXPECT_THAT(seen, HasSubstr("\r\nAuthorization: Bearer k\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nX-One: 1\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nContent-Type: text/plain\r\n"));
  EXPECT_THAT(seen, testing::EndsWith("\r\n\r\nbody"));
}

TEST(BlockingClient, KeepsItsConnection) {
  std::atomic<unsigned> connections = 0;
  ScriptedServer server([&connections](ScriptedServer::Peer& peer) {
    ++connections;
    for (int i = 0; i < 5; ++i) {
      peer.read_request();
      peer.send(ok(std::to_string(i)));
    }
    peer.wait_for_end();
  });
  const auto client = client_of(server);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client->get("/")->body, std::to_string(i));
  EXPECT_EQ(connections, 1u);
}

TEST(BlockingClient, OpensANewConnectionWhereTheServerHasClosedTheOld) {
  ScriptedServer server([](ScriptedServer::Peer& peer) {
    peer.read_request();
    peer.send(ok(std::to_string(peer.number())));
  });
  const auto client = client_of(server);
  for (int i = 0; i < 3; ++i) {
    const auto answer = client->get("/");
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->body, std::to_string(i));
  }
}

TEST(BlockingClient, ReadsChunksAndStatusesAsTheyAre) {
  ScriptedServer server([](ScriptedServer::Peer& peer) {
    peer.read_request();
    peer.send(
        "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    peer.wait_for_end();
  });
  const auto answer = client_of(server)->get("/");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->body, "abcde");
}

struct Failing {
  const char* name;
  std::string bytes;
  ErrorCode code;
  std::string message;
};

class BlockingClientFails : public testing::TestWithParam<Failing> {};

TEST_P(BlockingClientFails, WithItsReason) {
  ScriptedServer server([](ScriptedServer::Peer& peer) {
    peer.read_request();
    peer.send(GetParam().bytes);
    if (GetParam().code == ErrorCode::kUnavailable) peer.wait_for_end();
  });
  const auto client = client_of(server, {.answer_timeout = milliseconds(200), .max_answer = 10});
  const auto answer = client->get("/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, GetParam().code) << answer.error().to_string();
  EXPECT_THAT(answer.error().message, HasSubstr(GetParam().message));
  EXPECT_EQ(answer.error().where, "127.0.0.1:" + std::to_string(server.port()));
}

INSTANTIATE_TEST_SUITE_P(
    All, BlockingClientFails,
    testing::Values(
        Failing{"TooLarge", ok("more than ten bytes"), ErrorCode::kTooLarge, "more than 10 bytes"},
        Failing{"NotHttp", "SSH-2.0-x\r\n\r\n", ErrorCode::kInvalidInput, ""},
        Failing{"Cut", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", ErrorCode::kIo, ""},
        Failing{"Silent", "", ErrorCode::kUnavailable, ""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(BlockingClient, NobodyListens) {
  uint16_t port = 0;
  {
    ScriptedServer server([](ScriptedServer::Peer&) {});
    port = server.port();
  }
  const auto client = BlockingClient::create("http://127.0.0.1:" + std::to_string(port), {});
  const auto answer = (*client)->get("/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
}

TEST(BlockingClient, RefusesWhatCannotBeAsked) {
  for (const char* url : {"", "ftp://a", "http://", "http://u@a", "http://a?b", "http://a#b",
                          "http://a:0", "http://a:99999", "a:80"}) {
    const auto client = BlockingClient::create(url, {});
    ASSERT_FALSE(client) << url;
    EXPECT_EQ(client.error().code, ErrorCode::kInvalidInput) << url;
  }
  EXPECT_FALSE(BlockingClient::create("http://a", {.headers = {{"X", "a\r\nB: c"}}}));
  const auto client = BlockingClient::create("http://127.0.0.1:1", {});
  for (const char* path : {"", "a", "/a b", "/a\r\nX: y"}) {
    EXPECT_EQ((*client)->get(path).error().code, ErrorCode::kInvalidInput) << path;
  }
}

}  // namespace
}  // namespace gs::http
