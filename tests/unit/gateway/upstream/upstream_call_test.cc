#include "call_fixture.h"

#include <gmock/gmock.h>

#include <map>
#include <mutex>

namespace gs::gateway::upstream {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Peer = ScriptedServer::Peer;

class UpstreamCallTest : public CallFixture {};

TEST_F(UpstreamCallTest, WhatIsSent) {
  std::string first;
  ScriptedServer server([&](Peer& peer) {
    first = peer.read_request();
    peer.send(answer(200, "ok"));
    peer.wait_for_end();
  });
  ASSERT_TRUE(files_.replace("/key", "sk-1\n"));
  ServerOptions& options = add(server.port());
  options.base_path = "/base";
  options.key = {settings::SecretReference::Place::kFile, "/key"};
  make();
  auto one = call();
  CallRequest asked = request();
  asked.headers = {{"traceparent", "00-1"}};
  const Called seen = run(*one, asked);
  EXPECT_TRUE(seen.whole);
  EXPECT_EQ(seen.body, "ok");
  EXPECT_EQ(first, "POST /base/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" +
                       std::to_string(server.port()) +
                       "\r\nAuthorization: Bearer sk-1\r\ntraceparent: 00-1\r\n"
                       "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_THAT(attempts_, ElementsAre("a answered"));
}

TEST_F(UpstreamCallTest, WhatIsTriedElsewhere) {
  const struct {
    const char* name;
    const char* sent;
    const char* outcome;
  } rows[] = {
      {"closed at once", "", "a closed"},
      {"429", "HTTP/1.1 429 X\r\nContent-Length: 0\r\n\r\n", "a answered"},
      {"502", "HTTP/1.1 502 X\r\nContent-Length: 0\r\n\r\n", "a status"},
      {"503", "HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n", "a status"},
      {"504", "HTTP/1.1 504 X\r\nContent-Length: 0\r\n\r\n", "a status"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    ScriptedServer bad([&](Peer& peer) {
      peer.read_request();
      peer.send(row.sent);
    });
    ScriptedServer good(always(answer(200, "ok")));
    options_.servers.clear();
    attempts_.clear();
    add(bad.port(), "a");
    add(good.port(), "b").weight = 0;
    make();
    const Called seen = once();
    EXPECT_EQ(seen.status, 200);
    EXPECT_TRUE(seen.whole);
    EXPECT_THAT(attempts_, ElementsAre(row.outcome, "b answered again"));
    upstreams_->end_worker(0);
  }
}

TEST_F(UpstreamCallTest, RefusedIsTriedElsewhereOthersAreNot) {
  ScriptedServer good(always(answer(200, "ok")));
  add(closed_port(), "a");
  add(good.port(), "b").weight = 0;
  make();
  EXPECT_EQ(once().status, 200);
  EXPECT_THAT(attempts_, ElementsAre("a connect", "b answered again"));
}

TEST_F(UpstreamCallTest, OtherStatusesAreTheAnswer) {
  for (const int status : {200, 400, 401, 404, 500, 501}) {
    SCOPED_TRACE(status);
    ScriptedServer server(always(answer(status, "words")));
    ScriptedServer other(always(answer(200, "other")));
    options_.servers.clear();
    add(server.port(), "a");
    add(other.port(), "b").weight = 0;
    make();
    const Called seen = once();
    EXPECT_EQ(seen.status, status);
    EXPECT_EQ(seen.body, "words");
    EXPECT_EQ(other.connections(), 0U);
    upstreams_->end_worker(0);
  }
}

TEST_F(UpstreamCallTest, TheLastRefusalIsTheAnswer) {
  ScriptedServer a(always(answer(503, "a is busy")));
  ScriptedServer b(always(answer(429, "b is busy", "Retry-After: 7\r\n")));
  options_.retries = 1;
  add(a.port(), "a");
  add(b.port(), "b").weight = 0;
  make();
  const Called seen = once();
  EXPECT_TRUE(seen.opened);
  EXPECT_EQ(seen.status, 429);
  EXPECT_EQ(seen.body, "b is busy");
}

TEST_F(UpstreamCallTest, AStatusOfTheOnlyServerIsNotAskedAgain) {
  ScriptedServer server(always(answer(503, "busy")));
  add(server.port());
  make();
  EXPECT_EQ(once().body, "busy");
  EXPECT_EQ(attempts_.size(), 1U);
}

TEST_F(UpstreamCallTest, NeverAgainAfterTheFirstByte) {
  for (const char* sent :
       {"H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"}) {
    SCOPED_TRACE(sent);
    ScriptedServer bad([&](Peer& peer) {
      peer.read_request();
      peer.send(sent);
    });
    ScriptedServer other(always(answer(200, "other")));
    options_.servers.clear();
    add(bad.port(), "a");
    add(other.port(), "b").weight = 0;
    make();
    EXPECT_FALSE(once().whole);
    EXPECT_EQ(failure_, CallFailure::kClosed);
    EXPECT_EQ(other.connections(), 0U);
    upstreams_->end_worker(0);
  }
}

TEST_F(UpstreamCallTest, RetriesAreCounted) {
  for (const unsigned retries : {0U, 1U, 3U}) {
    SCOPED_TRACE(retries);
    options_.servers.clear();
    attempts_.clear();
    options_.retries = retries;
    add(closed_port());
    make();
    EXPECT_FALSE(once().opened);
    EXPECT_EQ(failure_, CallFailure::kConnect);
    EXPECT_EQ(attempts_.size(), retries + 1);
  }
}

TEST_F(UpstreamCallTest, TheBudgetEndsRetries) {
  options_.retry_budget = 0;
  add(closed_port());
  make();
  EXPECT_FALSE(once().opened);
  EXPECT_EQ(attempts_.size(), 1U);
}

TEST_F(UpstreamCallTest, ConnectionsAreUsedAgain) {
  ScriptedServer server(always(answer(200, "ok")));
  add(server.port());
  make();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(once().body, "ok");
  EXPECT_EQ(server.connections(), 1U);
}

// The server closes it at the very moment at which it is used: a new one is made, which is no
// retry.
TEST_F(UpstreamCallTest, StaleConnectionIsReplaced) {
  ScriptedServer server([](Peer& peer) {
    if (peer.read_request().empty()) return;
    peer.send(answer(200, "ok" + std::to_string(peer.number())));
    peer.read_request();  // and says nothing to the second
  });
  options_.retries = 0;
  add(server.port());
  make();
  EXPECT_EQ(once().body, "ok0");
  EXPECT_EQ(once().body, "ok1");
  EXPECT_THAT(attempts_, ElementsAre("a answered", "a answered"));
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(UpstreamCallTest, UnfinishedAnswerEndsItsConnection) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    peer.wait_for_end();
  });
  add(server.port());
  make();
  auto one = call();
  EXPECT_EQ(run(*one, request(), 1).body, "half");
  EXPECT_EQ(server.open_connections(), 1U);
  one.reset();
  const auto end = std::chrono::steady_clock::now() + seconds(10);
  while (server.open_connections() > 0 && std::chrono::steady_clock::now() < end) {
    ::poll(nullptr, 0, 1);
  }
  EXPECT_EQ(server.open_connections(), 0U);
}

TEST_F(UpstreamCallTest, BreakerLeavesTheServerAlone) {
  options_.retries = 0;
  options_.breaker_failures = 2;
  add(closed_port());
  make();
  once();
  EXPECT_EQ(events_, "");
  once();
  EXPECT_THAT(events_, HasSubstr("is left alone: cannot connect"));
  EXPECT_FALSE(upstreams_->any_usable());
  attempts_.clear();
  EXPECT_FALSE(once().opened);
  EXPECT_EQ(failure_, CallFailure::kUnavailable);
  EXPECT_TRUE(attempts_.empty());
}

TEST_F(UpstreamCallTest, BreakerClosesByAnAnswer) {
  ScriptedServer server(always(answer(200, "ok")));
  options_.breaker_failures = 1;
  options_.breaker_open = milliseconds(1);
  add(server.port());
  make();
  upstreams_->servers()[0]->breaker().failed(clock_.steady() - seconds(1));
  EXPECT_EQ(once().body, "ok");
  EXPECT_THAT(events_, HasSubstr("is used again: it answers"));
}

TEST_F(UpstreamCallTest, ErrorsOfTheServerOpenTheBreaker) {
  ScriptedServer server(always(answer(500, "broken")));
  options_.breaker_failures = 2;
  add(server.port());
  make();
  once();
  once();
  EXPECT_THAT(events_, HasSubstr("is left alone: it answers with errors"));
}

TEST_F(UpstreamCallTest, NobodyServesTheModel) {
  add(closed_port()).models = {"x"};
  make();
  EXPECT_FALSE(once().opened);
  EXPECT_EQ(failure_, CallFailure::kNoServer);
  EXPECT_TRUE(attempts_.empty());
  EXPECT_FALSE(upstreams_->serves("m", Dialect::kOpenAi));
  EXPECT_TRUE(upstreams_->serves("x", Dialect::kOpenAi));
  EXPECT_FALSE(upstreams_->serves("x", Dialect::kHttp));
}

TEST_F(UpstreamCallTest, OneServerCanBeAskedAlone) {
  ScriptedServer a(always(answer(200, "a")));
  ScriptedServer b(always(answer(200, "b")));
  add(a.port(), "a");
  add(b.port(), "b").models = {"other"};
  make();
  auto one = call();
  CallRequest asked = request();
  asked.only = upstreams_->servers()[1];
  EXPECT_EQ(run(*one, asked).body, "b");
}

TEST_F(UpstreamCallTest, TimeOuts) {
  ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  ScriptedServer halting([](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\n\r\nhalf");
    peer.wait_for_end();
  });
  const struct {
    const char* name;
    uint16_t port;
    milliseconds Options::* limit;
    bool opened;
  } rows[] = {{"first byte", silent.port(), &Options::first_byte_timeout, false},
              {"total", silent.port(), &Options::total_timeout, false},
              {"idle", halting.port(), &Options::idle_timeout, true},
              {"total in the body", halting.port(), &Options::total_timeout, true}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    options_ = {};
    options_.retries = 0;
    options_.*row.limit = milliseconds(60);
    add(row.port);
    make();
    const Called seen = once();
    EXPECT_EQ(seen.opened, row.opened);
    EXPECT_FALSE(seen.whole);
    EXPECT_EQ(failure_, CallFailure::kTimeout);
    upstreams_->end_worker(0);
  }
}

http::Task<void> abort_later(UpstreamCall* call) {
  http::Timer timer(co_await http::asio::this_coro::executor, milliseconds(40));
  co_await timer.async_wait(http::kAwait);
  call->abort();
}

TEST_F(UpstreamCallTest, AbortIsTheEndAndNobodysFault) {
  ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  options_.breaker_failures = 1;
  add(silent.port());
  make();
  auto one = call();
  http::asio::co_spawn(io_.get_executor(), abort_later(one.get()), http::asio::detached);
  EXPECT_FALSE(run(*one, request()).opened);
  EXPECT_EQ(one->failure(), CallFailure::kAborted);
  EXPECT_TRUE(attempts_.empty());
  EXPECT_TRUE(upstreams_->any_usable());
}

TEST_F(UpstreamCallTest, DialectsDoNotMix) {
  ScriptedServer openai(always(answer(200, "openai")));
  ScriptedServer http(always(answer(200, "http")));
  add(openai.port(), "a");
  add(http.port(), "b").dialect = Dialect::kHttp;
  make();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(once().body, "openai");
  auto one = call();
  CallRequest asked = request();
  asked.dialect = Dialect::kHttp;
  EXPECT_EQ(run(*one, asked).body, "http");
}

// Servers of another dialect must not take part in the draw, else the first in the list gets
// theirs.
TEST_F(UpstreamCallTest, WeightsHoldWithinADialect) {
  add(1, "a");
  add(2, "b");
  for (int i = 0; i < 8; ++i) add(3, "other" + std::to_string(i)).dialect = Dialect::kHttp;
  make();
  constexpr int kDraws = 4000;
  int a = 0;
  for (int i = 0; i < kDraws; ++i) {
    const auto order = upstreams_->order_for("m", Dialect::kOpenAi);
    ASSERT_EQ(order.size(), 2U);
    a += order[0]->options().name == "a" ? 1 : 0;
  }
  EXPECT_NEAR(a, kDraws / 2, 200);  // six standard deviations
}

TEST_F(UpstreamCallTest, FallbackThatDoesNotExist) {
  add(1, "a");
  options_.fallbacks = {"b"};
  const auto made = Upstreams::create(options_, 1, files_, clock_, {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "there is no upstream of that name");
  EXPECT_EQ(made.error().where, "upstream.fallbacks: b");
}

}  // namespace
}  // namespace gs::gateway::upstream
