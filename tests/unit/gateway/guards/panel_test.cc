// Guards that are servers: what is asked, and what each way of not answering comes to.
#include "gateway/guards/panel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/faulty_files.h"
#include "fixtures/scripted_server.h"

namespace gs::gateway::guards {
namespace {

using filter::GuardBook;
using filter::GuardVerdict;
using fixtures::ScriptedServer;
using Kind = GuardVerdict::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::chrono::milliseconds kShort{100};

std::string answer(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

ScriptedServer::Script always(std::string bytes, std::string* heard = nullptr) {
  return [bytes = std::move(bytes), heard](ScriptedServer::Peer& peer) {
    for (std::string request = peer.read_request(); !request.empty();
         request = peer.read_request()) {
      if (heard != nullptr) *heard = request;
      peer.send(bytes);
    }
  };
}

const std::string kFound =
    answer(200, R"([[{"score":0.75,"detection_type":"hap","start":0,"end":1}]])");

class PanelTest : public testing::Test {
 protected:
  ~PanelTest() override {
    if (panel_) panel_->end_worker(0);
  }

  Options& add(uint16_t port) {
    Options& one = options_.emplace_back();
    one.name = "g" + std::to_string(options_.size());
    one.dialect = Dialect::kDetector;
    one.detector = "hap";
    one.roles = {text::Role::kUser};
    one.server.host = "127.0.0.1";
    one.server.port = port;
    one.deadline = std::chrono::seconds(10);
    return one;
  }

  // Asks every guard about the text; verdicts by their numbers.
  std::vector<GuardVerdict> ask(const std::string& text = "x", bool abort = false) {
    if (!panel_) {
      auto made = Panel::create(options_, 1, files_, clock_, {});
      EXPECT_TRUE(made);
      panel_ = std::move(*made);
      panel_->on_asked([this](const Asked& asked) { asked_.push_back(asked.guard); });
    }
    const text::Segment segment{text::Role::kUser, "prompt", text};
    GuardBook book;
    for (size_t i = 0; i < options_.size(); ++i) {
      book.ask(text::Phase::kPrompt, {&segment, 1}, i);
    }
    Asking asking;
    if (abort) asking.abort();
    const AskedFor whom{0, io_.get_executor(), &asking};
    http::asio::co_spawn(io_.get_executor(), panel_->ask(&book, whom), http::asio::detached);
    io_.restart();
    io_.run();
    EXPECT_TRUE(book.open().empty());
    std::vector<GuardVerdict> verdicts;
    const auto* texts = book.find(text::Phase::kPrompt, {&segment, 1});
    for (size_t i = 0; i < options_.size(); ++i) verdicts.push_back(*texts->verdict(i));
    return verdicts;
  }

  std::vector<Options> options_;
  FaultyFiles files_;
  SystemClock clock_;
  std::vector<std::string> asked_;
  http::asio::io_context io_;
  std::unique_ptr<Panel> panel_;
};

TEST_F(PanelTest, AsksAllAtTheSameTime) {
  ScriptedServer one(always(kFound));
  ScriptedServer other(always(answer(200, "[[]]")));
  add(one.port());
  add(other.port());
  const auto verdicts = ask();
  EXPECT_EQ(verdicts[0].kind, Kind::kAnswered);
  EXPECT_EQ(verdicts[0].score, 0.75);
  EXPECT_EQ(verdicts[0].note, "hap");
  EXPECT_EQ(verdicts[1].kind, Kind::kAnswered);
  EXPECT_EQ(verdicts[1].score, 0);
  EXPECT_EQ(asked_.size(), 2u);
}

TEST_F(PanelTest, AsksMoreThanItAsksAtATime) {
  ScriptedServer server(always(kFound));
  for (size_t i = 0; i < 2 * Panel::kAtATime + 1; ++i) add(server.port());
  for (const GuardVerdict& verdict : ask()) EXPECT_EQ(verdict.kind, Kind::kAnswered);
  EXPECT_EQ(asked_.size(), 2 * Panel::kAtATime + 1);
}

TEST_F(PanelTest, SendsTheKeyAndTheDetector) {
  std::string heard;
  ScriptedServer server(always(kFound, &heard));
  ASSERT_TRUE(files_.replace("/guard.key", "the-key\n"));
  add(server.port()).server.key = {settings::SecretReference::Place::kFile, "/guard.key"};
  ask("what was said");
  EXPECT_THAT(heard, HasSubstr("POST /api/v1/text/contents HTTP/1.1"));
  EXPECT_THAT(heard, HasSubstr("Authorization: Bearer the-key\r\n"));
  EXPECT_THAT(heard, HasSubstr("detector-id: hap\r\n"));
}

TEST_F(PanelTest, AGuardThatIsSilentIsLate) {
  ScriptedServer silent([](ScriptedServer::Peer& peer) {
    while (!peer.read_request().empty()) {
    }
  });
  add(silent.port()).deadline = kShort;
  const auto verdict = ask().front();
  EXPECT_EQ(verdict.kind, Kind::kTimedOut);
  EXPECT_GE(verdict.microseconds, 100'000u);
}

TEST_F(PanelTest, FailuresSayWhy) {
  ScriptedServer broken(always(answer(500, "{}")));
  ScriptedServer busy(always(answer(429, "{}")));
  ScriptedServer garbage(always(answer(200, "<html>")));
  ScriptedServer huge(always(answer(200, std::string(2 << 20, ' '))));
  for (ScriptedServer* server : {&broken, &busy, &garbage, &huge}) add(server->port());
  std::vector<std::string> notes;
  for (const GuardVerdict& verdict : ask()) {
    EXPECT_EQ(verdict.kind, Kind::kFailed);
    notes.push_back(verdict.note);
  }
  EXPECT_THAT(notes, ElementsAre("status_500", "status_429", "the answer is not a JSON array",
                                 "answer_too_large"));
}

TEST_F(PanelTest, TheBreakerOpensAfterFailuresInARow) {
  ScriptedServer broken(always(answer(503, "{}")));
  Options& one = add(broken.port());
  one.breaker_failures = 2;
  one.breaker_open = std::chrono::hours(1);
  EXPECT_EQ(ask().front().kind, Kind::kFailed);
  EXPECT_EQ(ask().front().kind, Kind::kFailed);
  EXPECT_EQ(ask().front().kind, Kind::kBreakerOpen);
}

TEST_F(PanelTest, WhatIsTooLongIsNotSent) {
  std::string heard;
  ScriptedServer server(always(kFound, &heard));
  add(server.port()).text_limit = 4;
  EXPECT_EQ(ask("12345").front().note, "text_limit");
  EXPECT_EQ(heard, "");
  EXPECT_EQ(ask("1234").front().kind, Kind::kAnswered);
}

TEST_F(PanelTest, RolesThatItDoesNotSeeAreNotSent) {
  std::string heard;
  ScriptedServer server(always(kFound, &heard));
  add(server.port()).roles = {text::Role::kTool};
  const auto verdict = ask().front();
  EXPECT_EQ(verdict.kind, Kind::kAnswered);
  EXPECT_EQ(verdict.score, 0);
  EXPECT_EQ(heard, "");
}

TEST_F(PanelTest, BeyondItsConcurrencyAQuestionFails) {
  ScriptedServer server(always(kFound));
  add(server.port()).concurrency = 0;
  EXPECT_EQ(ask().front().note, "concurrency");
}

TEST_F(PanelTest, NobodyWaitsForAnAnswerThatNobodyWants) {
  ScriptedServer server(always(kFound));
  add(server.port());
  EXPECT_EQ(ask("x", true).front().note, "aborted");
}

}  // namespace
}  // namespace gs::gateway::guards
