// What a broken, slow or hostile client sees.
#include "test_server.h"

#include <gmock/gmock.h>

#include <sys/resource.h>

namespace gs::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

ServerOptions impatient_options() {
  ServerOptions options = quick_options();
  options.header_timeout = milliseconds(80);
  options.body_timeout = milliseconds(80);
  options.idle_timeout = milliseconds(80);
  options.write_timeout = milliseconds(80);
  return options;
}

TEST_F(ServerTest, RefusalsAreProblemsAndCloseTheConnection) {
  struct Row {
    std::string bytes;
    int status;
    const char* type;
  };
  ServerOptions options = quick_options();
  options.limits.max_body_bytes = 100;
  start(options);
  const Row rows[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400, "/problems/bad-request"},
      {"GET /\nHost: a\n\n", 400, "/problems/bad-request"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
       "/problems/bad-request"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400,
       "/problems/bad-request"},
      {post("/echo", std::string(101, 'x')), 413, "/problems/body-too-large"},
      {"GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414,
       "/problems/target-too-long"},
      {get("/", "X: " + std::string(33 * 1024, 'x') + "\r\n"), 431, "/problems/header-too-large"},
      {"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405, "/problems/method-not-allowed"},
      {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505, "/problems/http-version-not-supported"},
  };
  for (const Row& row : rows) {
    HttpClient client(port());
    // What stands behind a refused request must not be taken for another one.
    ASSERT_TRUE(client.send(row.bytes + get("/health")));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer) << row.status;
    EXPECT_EQ(answer->status, row.status);
    EXPECT_EQ(answer->header("content-type"), "application/problem+json");
    EXPECT_EQ(answer->header("connection"), "close");
    EXPECT_THAT(answer->body, HasSubstr(row.type));
    EXPECT_TRUE(client.closed_by_server()) << row.status;
  }
}

TEST_F(ServerTest, ErrorsOfRoutingKeepTheConnection) {
  start();
  HttpClient client(port());
  ASSERT_TRUE(client.send(get("/none") + post("/health", "{}") + get("/health")));
  EXPECT_EQ(client.read_answer()->status, 404);
  const auto refused = client.read_answer();
  EXPECT_EQ(refused->status, 405);
  EXPECT_EQ(refused->header("allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(client.read_answer()->status, 200);
}

TEST_F(ServerTest, TooLargeIsToldBeforeTheBodyAndToOneWhoKeepsSending) {
  start();
  HttpClient polite(port());
  ASSERT_TRUE(
      polite.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                  "Content-Length: 9000000\r\n\r\n"));
  EXPECT_EQ(polite.read_answer()->status, 413);

  HttpClient rude(port());
  ASSERT_TRUE(rude.send(post("/echo", std::string(9'000'000, 'x'))));
  EXPECT_EQ(rude.read_answer()->status, 413);
}

TEST_F(ServerTest, SlowHeadIsCutHoweverItDrips) {
  start(impatient_options());
  HttpClient client(port());
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\n"));
  while (!client.has_bytes() &&
         std::chrono::steady_clock::now() - begin < std::chrono::seconds(5)) {
    client.send("X: y\r\n");
    ::poll(nullptr, 0, 2);
  }
  ASSERT_TRUE(client.has_bytes()) << "each new line moved the deadline";
  EXPECT_EQ(client.read_answer()->status, 408);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(ServerTest, SlowBodyIsCut) {
  start(impatient_options());
  HttpClient client(port());
  ASSERT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer->status, 408);
  EXPECT_THAT(answer->body, HasSubstr("/problems/request-timeout"));
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(ServerTest, SilentConnectionIsCut) {
  start(impatient_options());
  HttpClient client(port());
  EXPECT_EQ(client.read_answer()->status, 408);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(ServerTest, IdleConnectionIsClosedWithoutAWord) {
  start(impatient_options());
  HttpClient client(port());
  ASSERT_TRUE(client.send(get("/health")));
  EXPECT_EQ(client.read_answer()->status, 200);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(ServerTest, ClientThatDoesNotReadIsCut) {
  start(impatient_options());
  HttpClient client(port());
  ASSERT_TRUE(client.send(get("/large")));
  EXPECT_TRUE(eventually([this] { return server_->connections() == 1; }));
  EXPECT_TRUE(eventually([this] { return server_->connections() == 0; }));
}

TEST_F(ServerTest, ClientThatLeavesMidBodyIsForgotten) {
  start();
  {
    HttpClient client(port());
    ASSERT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc"));
    EXPECT_TRUE(eventually([this] { return server_->connections() == 1; }));
  }
  EXPECT_TRUE(eventually([this] { return server_->connections() == 0; }));
  HttpClient next(port());
  ASSERT_TRUE(next.send(get("/health")));
  EXPECT_EQ(next.read_answer()->status, 200);
}

TEST_F(ServerTest, ConnectionsBeyondTheCapAreTurnedAway) {
  ServerOptions options = quick_options();
  options.max_connections = 2;
  start(options);
  // Both are in the middle of a request: the server has asked for the bodies.
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  auto first = std::make_unique<HttpClient>(port());
  HttpClient second(port());
  for (HttpClient* busy : {first.get(), &second}) {
    ASSERT_TRUE(busy->send(head));
    ASSERT_EQ(busy->read_answer()->status, 100);
  }
  HttpClient third(port());
  const auto answer = third.read_answer();
  EXPECT_EQ(answer->status, 503);
  EXPECT_THAT(answer->body, HasSubstr("/problems/too-many-connections"));
  EXPECT_TRUE(third.closed_by_server());

  first.reset();
  EXPECT_TRUE(eventually([this] { return server_->connections() == 1; }));
  HttpClient fourth(port());
  ASSERT_TRUE(fourth.send(get("/health")));
  EXPECT_EQ(fourth.read_answer()->status, 200);
}

TEST_F(ServerTest, TheLongestSilentConnectionMakesRoom) {
  ServerOptions options = quick_options();
  options.workers = 1;  // room is made among the connections of the thread that takes the new one
  options.max_connections = 2;
  start(options);
  HttpClient oldest(port());
  EXPECT_TRUE(eventually([this] { return server_->connections() == 1; }));
  HttpClient younger(port());
  EXPECT_TRUE(eventually([this] { return server_->connections() == 2; }));
  HttpClient speaker(port());
  ASSERT_TRUE(speaker.send(get("/health")));
  EXPECT_EQ(speaker.read_answer()->status, 200);
  EXPECT_TRUE(oldest.closed_by_server());
  ASSERT_TRUE(younger.send(get("/health")));
  EXPECT_EQ(younger.read_answer()->status, 200);
}

TEST_F(ServerTest, AConnectionBetweenRequestsMakesRoom) {
  ServerOptions options = quick_options();
  options.workers = 1;
  options.max_connections = 1;
  start(options);
  HttpClient idle(port());
  ASSERT_TRUE(idle.send(get("/health")));
  EXPECT_EQ(idle.read_answer()->status, 200);
  HttpClient speaker(port());
  ASSERT_TRUE(speaker.send(get("/health")));
  EXPECT_EQ(speaker.read_answer()->status, 200);
  EXPECT_TRUE(idle.closed_by_server());
}

TEST_F(ServerTest, SilentConnectionsDoNotStarveAnActiveOne) {
  start();
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const size_t count = std::min<size_t>(2'000, limit.rlim_cur / 2 - 50);
  std::vector<std::unique_ptr<HttpClient>> silent;
  for (size_t i = 0; i < count; ++i) silent.push_back(std::make_unique<HttpClient>(port()));
  EXPECT_TRUE(eventually([&] { return server_->connections() == count; }));
  HttpClient active(port());
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(active.send(get("/health")));
    ASSERT_EQ(active.read_answer()->status, 200);
  }
}

}  // namespace
}  // namespace gs::http
