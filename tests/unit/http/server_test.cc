// What a well-behaved client sees.
#include "http/server.h"

#include "test_server.h"

#include <gmock/gmock.h>

namespace gs::http {
namespace {

using testing::HasSubstr;

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  start();
  HttpClient client(port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(get("/health")));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "{\"status\":\"ok\"}");
    EXPECT_EQ(answer->header("content-type"), "application/json");
    EXPECT_EQ(answer->header("x-request-id").size(), 32U);
    EXPECT_THAT(answer->header("date"), testing::EndsWith(" GMT"));
    EXPECT_EQ(answer->header("connection"), "");
  }
}

TEST_F(ServerTest, ByteByByte) {
  start();
  HttpClient client(port());
  for (const char byte : post("/echo", "hello")) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  start();
  HttpClient client(port());
  std::string bytes;
  for (int i = 0; i < 200; ++i) bytes += post("/echo", "number " + std::to_string(i));
  ASSERT_TRUE(client.send(bytes));
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(client.read_answer()->body, "number " + std::to_string(i));
}

TEST_F(ServerTest, ChunkedBody) {
  start();
  HttpClient client(port());
  ASSERT_TRUE(
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3\r\nabc\r\n"));
  ASSERT_TRUE(client.send("2\r\nde\r\n0\r\n\r\n" + get("/health")));
  EXPECT_EQ(client.read_answer()->body, "abcde");
  EXPECT_EQ(client.read_answer()->status, 200);
}

TEST_F(ServerTest, LargeBodiesBothWays) {
  start();
  HttpClient client(port());
  std::string body(6 << 20, 'a');
  for (size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>('a' + i % 23);
  ASSERT_TRUE(client.send(post("/echo", body)));
  EXPECT_TRUE(client.read_answer()->body == body);
}

TEST_F(ServerTest, HeadHasNoBody) {
  start();
  HttpClient client(port());
  ASSERT_TRUE(client.send("HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n" + get("/query?a=b")));
  const auto head = client.read_answer(true);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->header("content-length"), "15");
  EXPECT_EQ(client.read_answer()->body, "a=b");
}

TEST_F(ServerTest, ExpectContinue) {
  start();
  HttpClient client(port());
  ASSERT_TRUE(client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_EQ(client.read_answer()->status, 100);
  ASSERT_TRUE(client.send("hi"));
  EXPECT_EQ(client.read_answer()->body, "hi");
}

TEST_F(ServerTest, ConnectionCloseAndHttp10) {
  start();
  HttpClient closing(port());
  ASSERT_TRUE(closing.send(get("/health", "Connection: close\r\n")));
  EXPECT_EQ(closing.read_answer()->header("connection"), "close");
  EXPECT_TRUE(closing.closed_by_server());

  HttpClient old(port());
  ASSERT_TRUE(old.send("GET /health HTTP/1.0\r\n\r\n"));
  EXPECT_EQ(old.read_answer()->status, 200);
  EXPECT_TRUE(old.closed_by_server());

  HttpClient kept(port());
  ASSERT_TRUE(kept.send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_EQ(kept.read_answer()->header("connection"), "keep-alive");
  ASSERT_TRUE(kept.send("GET /health HTTP/1.0\r\n\r\n"));
  EXPECT_EQ(kept.read_answer()->status, 200);
}

TEST_F(ServerTest, HalfClosedClientIsAnswered) {
  start();
  HttpClient client(port());
  ASSERT_TRUE(client.send(get("/health")));
  ::shutdown(client.fd(), SHUT_WR);
  EXPECT_EQ(client.read_answer()->status, 200);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(ServerTest, RequestIdOfTheCallerIsKeptWhenItIsHarmless) {
  start();
  HttpClient client(port());
  ASSERT_TRUE(client.send(get("/health", "X-Request-Id: abc-1\r\n") +
                          get("/health", "X-Request-Id: a\"b\r\n") +
                          get("/health", "X-Request-Id: a b\r\n") +
                          get("/health", "X-Request-Id: " + std::string(129, 'a') + "\r\n")));
  EXPECT_EQ(client.read_answer()->header("x-request-id"), "abc-1");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.read_answer()->header("x-request-id").size(), 32U);
}

TEST_F(ServerTest, PeerIsTheClientsAddress) {
  start();
  HttpClient client(port());
  sockaddr_in own{};
  socklen_t size = sizeof(own);
  ASSERT_EQ(::getsockname(client.fd(), reinterpret_cast<sockaddr*>(&own), &size), 0);
  ASSERT_TRUE(client.send(get("/peer")));
  EXPECT_EQ(client.read_answer()->body, "127.0.0.1:" + std::to_string(ntohs(own.sin_port)));
}

TEST_F(ServerTest, FailingHandlerClosesItsConnectionOnly) {
  start();
  HttpClient other(port());
  HttpClient client(port());
  ASSERT_TRUE(client.send(get("/bad_alloc")));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->header("content-type"), "application/problem+json");
  EXPECT_TRUE(client.closed_by_server());
  EXPECT_THAT(events_.text(), HasSubstr("GET /bad_alloc failed: std::bad_alloc"));
  ASSERT_TRUE(other.send(get("/health")));
  EXPECT_EQ(other.read_answer()->status, 200);
}

TEST_F(ServerTest, AccessLogHasNoQuery) {
  class Lines final : public AccessLog {
   public:
    bool wants(int) const override { return true; }
    void write(const AccessRecord& record) override {
      const std::lock_guard lock(mutex);
      text += std::string(record.method) + " " + std::string(record.path) + " " +
              std::to_string(record.status) + " " + std::to_string(record.bytes_in) + "\n";
    }
    std::mutex mutex;
    std::string text;
  } lines;
  start(quick_options(), &lines);
  HttpClient client(port());
  const std::string bytes = get("/query?secret=1");
  ASSERT_TRUE(client.send(bytes));
  ASSERT_TRUE(client.read_answer());
  ASSERT_TRUE(client.send("nonsense\r\n\r\n"));
  EXPECT_EQ(client.read_answer()->status, 400);
  server_->stop(std::chrono::seconds(1));
  EXPECT_EQ(lines.text, "GET /query 200 " + std::to_string(bytes.size()) + "\n  400 0\n");
}

// A request lasts from its first bytes on, not from its last.
TEST_F(ServerTest, AccessLogNamesCallerAndTrace) {
  class Names final : public AccessLog {
   public:
    bool wants(int) const override { return true; }
    void write(const AccessRecord& record) override {
      const std::lock_guard lock(mutex_);
      text_ = std::string(record.principal) + " " + std::string(record.trace_id);
    }
    std::string text() {
      const std::lock_guard lock(mutex_);
      return text_;
    }

   private:
    std::mutex mutex_;
    std::string text_;
  } names;
  start(quick_options(), &names);
  HttpClient client(port());
  ASSERT_TRUE(client.send(get("/traced")));
  ASSERT_TRUE(client.read_answer());
  EXPECT_TRUE(eventually([&names] { return names.text() == "team abc"; })) << names.text();
  server_.reset();
}

TEST_F(ServerTest, AccessLogCountsTheTimeOfASlowRequest) {
  class Durations final : public AccessLog {
   public:
    bool wants(int) const override { return true; }
    void write(const AccessRecord& record) override {
      const std::lock_guard lock(mutex);
      if (record.path == "/peer") slow = record.duration;
    }
    std::mutex mutex;
    std::chrono::nanoseconds slow{};
  } durations;
  start(quick_options(), &durations);
  constexpr auto kPause = std::chrono::milliseconds(30);
  HttpClient client(port());
  // The first answer says that the server has the first bytes of the second request too.
  ASSERT_TRUE(client.send(get("/health") + "GET /peer HTTP/1.1\r\n"));
  EXPECT_EQ(client.read_answer()->status, 200);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(eventually([&] { return std::chrono::steady_clock::now() - begin >= kPause; }));
  ASSERT_TRUE(client.send("Host: a\r\n\r\n"));
  EXPECT_EQ(client.read_answer()->status, 200);
  server_->stop(std::chrono::seconds(1));
  EXPECT_GE(durations.slow, kPause);
}

TEST_F(ServerTest, AddressInUseIsAnError) {
  start();
  ServerOptions options = quick_options();
  options.listen = "127.0.0.1:" + std::to_string(port());
  const auto second = Server::create(options, test_routes(), {.clock = &clock_});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(second.error().where, options.listen);
}

TEST_F(ServerTest, BadOptionsAreErrors) {
  ServerOptions options = quick_options();
  options.tls_key_file = "key.pem";
  EXPECT_THAT(Server::create(options, test_routes(), {.clock = &clock_}).error().message,
              HasSubstr("both a certificate file and a key file"));
  options = quick_options();
  options.listen = "nowhere";
  EXPECT_EQ(Server::create(options, test_routes(), {.clock = &clock_}).error().where, "nowhere");
}

TEST_F(ServerTest, Ipv6) {
  ServerOptions options = quick_options();
  options.listen = "[::1]:0";
  const auto server = Server::create(options, test_routes(), {.clock = &clock_});
  if (!server) GTEST_SKIP() << "no IPv6 here: " << server.error().to_string();
  EXPECT_NE((*server)->port(), 0);
}

}  // namespace
}  // namespace gs::http
