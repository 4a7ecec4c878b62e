#include "http/exchange.h"

#include "exchange_fixture.h"

#include <gmock/gmock.h>

#include <future>

namespace gs::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kPieces = "3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(, ExchangeTest, testing::Bool(),
                         [](const auto& row) { return row.param ? "Tls" : "Plain"; });

TEST_P(ExchangeTest, WholeAnswers) {
  start();
  auto client = connect();
  for (int i = 0; i < 3; ++i) {
    client->send(get("/whole"));
    EXPECT_THAT(client->read_until("whole"), HasSubstr("Content-Length: 5\r\n"));
    client->send(post("/echo_later", "body" + std::to_string(i)));
    EXPECT_THAT(client->read_until("body" + std::to_string(i)), HasSubstr("200 OK"));
  }
  EXPECT_EQ(lines_once(6).count("GET /whole 200"), 3U);
}

TEST_P(ExchangeTest, PiecesAreChunksAndKeepTheConnection) {
  start();
  auto client = connect();
  for (int i = 0; i < 3; ++i) {
    client->send(get("/pieces"));
    const std::string head = client->read_until("\r\n\r\n");
    EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("Connection: close")));
    EXPECT_EQ(client->read_until("\r\n0\r\n\r\n"), kPieces);
  }
  client->send(get("/health", "Connection: close\r\n"));
  EXPECT_THAT(client->read_to_end(), EndsWith("{\"status\":\"ok\"}"));
  EXPECT_EQ(lines_once(4).count("GET /pieces 200"), 3U);
}

TEST_P(ExchangeTest, OldClientsReadToTheEnd) {
  start();
  auto client = connect();
  client->send("GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string answer = client->read_to_end();
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("chunked")));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nonetwothree"));
  EXPECT_TRUE(client->ended());
}

TEST_P(ExchangeTest, PiecesThenClose) {
  start();
  auto client = connect();
  client->send(get("/pieces", "Connection: close\r\n") + get("/health"));
  const std::string answer = client->read_to_end();
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, EndsWith(std::string("\r\n\r\n") + kPieces));
}

TEST_P(ExchangeTest, PipelinedRequestsAreAnsweredInOrder) {
  start();
  auto client = connect();
  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += post("/echo_later", "later" + std::to_string(i)) +
           post("/echo", "now" + std::to_string(i)) + get("/pieces");
  }
  client->send(all);
  for (int i = 0; i < 50; ++i) {
    ASSERT_THAT(client->read_until("later" + std::to_string(i)), HasSubstr("200 OK"));
    ASSERT_THAT(client->read_until("now" + std::to_string(i)), HasSubstr("200 OK"));
    ASSERT_THAT(client->read_until("\r\n0\r\n\r\n"), EndsWith(kPieces));
  }
}

TEST_P(ExchangeTest, AnswersThatMayNotLeaveYet) {
  start();
  auto client = connect();
  for (const char* path : {"/hold", "/hold_later"}) {
    client->send(post(path, "first") + post(path, "now") + post(path, "replace") +
                 post(path, "now again"));
    EXPECT_THAT(client->read_until("first then last"), HasSubstr("200 OK"));
    EXPECT_THAT(client->read_until("now"), HasSubstr("200 OK"));
    EXPECT_THAT(client->read_until("replaced then last"), HasSubstr("503 Service Unavailable"));
    EXPECT_THAT(client->read_until("now again"), HasSubstr("200 OK"));
  }
  client->send(post("/hold", "throw") + post("/hold", "now"));
  const std::string failed = client->read_until("}");
  EXPECT_THAT(failed, HasSubstr("500 Internal"));
  EXPECT_THAT(failed, Not(HasSubstr("secret words")));
  EXPECT_EQ(stage_.started, 5);
}

// A web page that may read an answer may read one that waited too, and is told so once.
TEST_P(ExchangeTest, AnswersThatWaitedAreCompletedOnce) {
  ServerOptions options = quick_options();
  options.dispatch.cors_origins = {"https://app.example"};
  start(options);
  auto client = connect();
  for (const char* path : {"/hold", "/hold_later"}) {
    client->send(post(path, "x", "Origin: https://app.example\r\n"));
    const std::string answer = client->read_until("x then last");
    const size_t field = answer.find("Access-Control-Allow-Origin:");
    ASSERT_NE(field, std::string::npos) << answer;
    EXPECT_EQ(answer.find("Access-Control-Allow-Origin:", field + 1), std::string::npos);
  }
}

// They come while the handler runs, so the read that watches for the client's leaving gets them.
TEST_P(ExchangeTest, RequestsThatComeWhileAHandlerRunsAreKept) {
  start();
  auto client = connect();
  client->send(get("/held"));
  client->read_until("first ");
  client->send(post("/echo", std::string(10'000, 'e') + "!"));  // more than one such read
  client->send(get("/whole"));
  stage_.released = true;
  EXPECT_THAT(client->read_until("\r\n0\r\n\r\n"), HasSubstr("last"));
  EXPECT_THAT(client->read_until("!"), HasSubstr(std::string(10'000, 'e')));
  EXPECT_THAT(client->read_until("whole"), HasSubstr("200 OK"));
}

TEST_P(ExchangeTest, ClientLeavesWhileTheHandlerWaits) {
  start();
  for (const char* path : {"/wait", "/begun_wait", "/withdraw"}) {
    SCOPED_TRACE(path);
    stage_.started = stage_.told_gone = 0;
    auto client = connect();
    client->send(get(path));
    ASSERT_TRUE(eventually([&] { return stage_.started == 1; }));
    const auto left = steady_clock::now();
    client->leave();
    EXPECT_TRUE(eventually([&] { return stage_.told_gone == 1; }));
    EXPECT_LT(steady_clock::now() - left, seconds(1));
    EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
  }
  EXPECT_THAT(lines_once(3),
              ElementsAre("GET /begun_wait 200", "GET /wait 499", "GET /withdraw 499"));
}

// The second request was kept by the first's read; nobody reads on, yet the leaving must count.
TEST_P(ExchangeTest, ClientLeavesBetweenTwoPipelinedRequests) {
  start();
  auto client = connect();
  client->send(get("/held") + get("/wait"));
  client->read_until("first ");
  ASSERT_TRUE(eventually([&] { return stage_.started == 1; }));
  client->leave();
  stage_.released = true;
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST_P(ExchangeTest, ClientLeavesInTheMiddleOfPieces) {
  start();
  auto client = connect();
  client->send(get("/flood"));
  client->read_until("xxxx");
  client->leave();
  EXPECT_TRUE(eventually([&] { return stage_.ended == 1; }));
  EXPECT_LT(stage_.pieces, 4000);
  EXPECT_THAT(lines_once(1), ElementsAre("GET /flood 200"));
  EXPECT_LT(log_.bytes_out(), 1ULL << 30);
}

TEST_P(ExchangeTest, ClientLeavesInTheMiddleOfAWholeAnswer) {
  start();
  auto client = connect();
  client->send(get("/large_later"));
  client->read_until("xxxx");
  client->leave();
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
  EXPECT_THAT(lines_once(1), ElementsAre("GET /large_later 200"));  // one line, not two
  EXPECT_EQ(stage_.told_gone, 0);                                   // the handler had ended
}

TEST_P(ExchangeTest, SlowReaderHoldsTheHandlerBackAndIsCut) {
  ServerOptions options = quick_options();
  options.write_timeout = milliseconds(150);
  start(options);
  auto client = connect();
  const auto began = steady_clock::now();
  client->send(get("/flood"));
  EXPECT_TRUE(eventually([&] { return stage_.ended == 1; }));
  EXPECT_GE(steady_clock::now() - began, milliseconds(150));
  EXPECT_LT(stage_.pieces, 400);  // what the system's buffers hold, not 1 GiB
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST_P(ExchangeTest, ExceptionBeforeTheAnswerIsAProblem) {
  start();
  for (const char* path : {"/throws", "/throws_nothing", "/throws_number"}) {
    SCOPED_TRACE(path);
    auto client = connect();
    client->send(get(path));
    const std::string answer = client->read_to_end();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(answer, HasSubstr("/problems/internal"));
    EXPECT_THAT(answer, Not(HasSubstr("secret")));
    EXPECT_THAT(events_.text(), HasSubstr(std::string("GET ") + path + " failed"));
  }
  EXPECT_THAT(events_.text(), HasSubstr("GET /throws failed: secret words (request "));
}

TEST_P(ExchangeTest, AnswersThatAreGivenUpHaveNoEnd) {
  start();
  for (const char* path : {"/throws_late", "/abandon"}) {
    SCOPED_TRACE(path);
    auto client = connect();
    client->send(get(path));
    EXPECT_THAT(client->read_to_end(), EndsWith("4\r\nhalf\r\n"));
    EXPECT_TRUE(client->ended());
  }
  EXPECT_THAT(events_.text(), HasSubstr("GET /throws_late failed: secret words"));
  EXPECT_THAT(lines_once(2), ElementsAre("GET /abandon 200", "GET /throws_late 200"));
}

TEST_P(ExchangeTest, HeadHasNoBody) {
  start();
  auto client = connect();
  for (const char* path : {"/whole", "/pieces"}) {
    SCOPED_TRACE(path);
    client->send("HEAD " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(client->read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
    client->send(get("/health"));
    EXPECT_THAT(client->read_until("}"), StartsWith("HTTP/1.1 200 OK\r\n"));  // at once
  }
}

TEST_P(ExchangeTest, ContinueIsSaidBeforeTheBody) {
  start();
  auto client = connect();
  client->send(
      "POST /echo_later HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
      "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(client->read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client->send("body");
  EXPECT_THAT(client->read_until("body"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_P(ExchangeTest, StopWaitsForAStreamWithinTheGrace) {
  start();
  auto client = connect();
  client->send(get("/held"));
  client->read_until("first ");
  auto stopped = std::async(std::launch::async, [this] { return server_->stop(seconds(10)).cut; });
  EXPECT_EQ(stopped.wait_for(milliseconds(60)), std::future_status::timeout);
  stage_.released = true;
  EXPECT_THAT(client->read_to_end(), EndsWith("4\r\nlast\r\n0\r\n\r\n"));
  EXPECT_EQ(stopped.get(), 0U);
}

TEST_P(ExchangeTest, StopCutsHandlersAfterTheGrace) {
  start();
  auto waiting = connect();
  waiting->send(get("/wait"));
  auto streaming = connect();
  streaming->send(get("/begun_wait"));
  auto pipelining = connect();  // its next request has used the read that would notice its end
  pipelining->send(get("/wait"));
  ASSERT_TRUE(eventually([&] { return stage_.started == 3; }));
  pipelining->send(get("/health"));
  auto blocked = connect();
  blocked->send(get("/flood"));
  blocked->read_until("xxxx");
  ::poll(nullptr, 0, 20);  // for the pipelined request to be read

  const auto began = steady_clock::now();
  EXPECT_EQ(server_->stop(milliseconds(30)).cut, 4U);
  EXPECT_LT(steady_clock::now() - began, seconds(2));
  EXPECT_EQ(stage_.told_gone, 3);
  EXPECT_EQ(stage_.ended, 4);
}

TEST_P(ExchangeTest, EachWorkerEndsOnceOnItsThread) {
  ServerOptions options = quick_options();
  options.workers = 3;
  start(options);
  auto client = connect();
  client->send(get("/whole"));
  client->read_until("whole");
  client->leave();
  server_->stop(seconds(5));
  server_.reset();
  std::set<unsigned> workers;
  std::set<std::thread::id> threads;
  for (const auto& [worker, thread] : ended_workers_) {
    workers.insert(worker);
    threads.insert(thread);
  }
  EXPECT_EQ(ended_workers_.size(), 3U);
  EXPECT_THAT(workers, ElementsAre(0U, 1U, 2U));
  EXPECT_EQ(threads.size(), 3U);
  EXPECT_EQ(threads.count(std::this_thread::get_id()), 0U);
}

}  // namespace
}  // namespace gs::http
