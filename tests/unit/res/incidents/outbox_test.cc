#include "res/incidents/outbox.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "base/digest.h"
#include "fixtures/scripted_server.h"
#include "incident_fixture.h"
#include "res/incidents/delivery.h"

namespace gs::res {
namespace {

using namespace std::chrono_literals;
using fixtures::ScriptedServer;
using testing::HasSubstr;

constexpr char kAccepted[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr char kRefused[] =
    "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

// Answers in turn; the last answer again and again. Keeps what it was sent.
class Receiver {
 public:
  explicit Receiver(std::vector<std::string> answers)
      : answers_(std::move(answers)), server_([this](ScriptedServer::Peer& peer) {
          const std::string request = peer.read_request();
          const size_t number = std::min<size_t>(peer.number(), answers_.size() - 1);
          {
            const std::lock_guard lock(mutex_);
            if (!request.empty()) requests_.push_back(request);
          }
          peer.send(answers_[number]);
          peer.wait_for_end();
        }) {}

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()) + "/hook"; }
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  const std::vector<std::string> answers_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  ScriptedServer server_;  // last: its threads use the above
};

std::string field(const std::string& request, const std::string& name) {
  const size_t at = request.find(name + ": ");
  if (at == std::string::npos) return "";
  const size_t from = at + name.size() + 2;
  return request.substr(from, request.find("\r\n", from) - from);
}
std::string body(const std::string& request) {
  return request.substr(request.find("\r\n\r\n") + 4);
}

class OutboxTest : public IncidentTest {
 protected:
  OutboxTest() {
    options_.poll = 5ms;
    options_.first_retry = 1ms;
    options_.longest_retry = 5ms;
  }

  void start() {
    auto sender = OutboxSender::start(*database_, *log_, clock_, rules_.sinks, options_,
                                      [](bool, const std::string&) {});
    ASSERT_TRUE(sender) << sender.error().to_string();
    sender_ = *std::move(sender);
  }
  OutboxFigures figures() {
    const auto all = outbox_figures(*reader());
    EXPECT_TRUE(all) << all.error().to_string();
    return all && !all->empty() ? all->front() : OutboxFigures();
  }
  // Whether it comes true within ten seconds.
  template <typename Condition>
  bool eventually(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }
  void TearDown() override { sender_.reset(); }

  OutboxOptions options_;
  std::unique_ptr<OutboxSender> sender_;
};

TEST_F(OutboxTest, SendsSignedAndTriesAgainUnderTheSameId) {
  Receiver receiver({kRefused, "garbage\r\n\r\n", kAccepted});
  rules_.sinks = {{.name = "hook", .url = receiver.url(), .secret = "key", .allow_private = true}};
  ASSERT_TRUE(open(IncidentSeverity::kSev1, "harm <b>"));
  start();
  ASSERT_TRUE(eventually([&] { return figures().sink.empty(); })) << figures().last_error;
  const auto requests = receiver.requests();
  ASSERT_EQ(requests.size(), 3u);
  for (const std::string& request : requests) {
    EXPECT_EQ(body(request), body(requests[0]));
    EXPECT_EQ(field(request, "Idempotency-Key"), field(requests[0], "Idempotency-Key"));
    EXPECT_EQ(field(request, "X-Governed-Speed-Signature"),
              "sha256=" + to_hex(hmac_sha256("key", body(request))));
  }
  EXPECT_EQ(field(requests[0], "Idempotency-Key").size(), 36u);
  EXPECT_THAT(body(requests[0]), HasSubstr("\"event\":\"incident_opened\""));
  EXPECT_THAT(body(requests[0]), HasSubstr("\"link\":\"https://res.example/incident/"));
}

TEST_F(OutboxTest, SpeaksToSlack) {
  Receiver receiver({kAccepted});
  rules_.sinks = {
      {.name = "slack", .kind = SinkKind::kSlack, .url = receiver.url(), .allow_private = true}};
  start();
  ASSERT_TRUE(open(IncidentSeverity::kSev1, "harm <!channel> & more"));
  sender_->wake();
  ASSERT_TRUE(eventually([&] { return receiver.requests().size() == 1; }));
  EXPECT_THAT(body(receiver.requests()[0]),
              HasSubstr("{\"text\":\"*sev1* incident_opened: harm &lt;!channel&gt; &amp; more"));
}

TEST_F(OutboxTest, NeverReachesPrivateAddressesUnlessAllowed) {
  Receiver receiver({kAccepted});
  rules_.sinks = {{.name = "hook", .url = receiver.url()}};
  ASSERT_TRUE(open(IncidentSeverity::kSev1));
  start();
  ASSERT_TRUE(eventually([&] { return !figures().last_error.empty(); }));
  EXPECT_THAT(figures().last_error, HasSubstr("127.0.0.1 is loopback"));
  EXPECT_TRUE(receiver.requests().empty());
}

TEST_F(OutboxTest, FollowsNoRedirect) {
  Receiver target({kAccepted});
  Receiver receiver({"HTTP/1.1 307 Moved\r\nLocation: " + target.url() +
                     "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"});
  rules_.sinks = {{.name = "hook", .url = receiver.url(), .allow_private = true}};
  ASSERT_TRUE(open(IncidentSeverity::kSev1));
  start();
  ASSERT_TRUE(eventually([&] { return receiver.requests().size() >= 2; }));
  EXPECT_TRUE(target.requests().empty());
  ASSERT_TRUE(eventually([&] { return !figures().last_error.empty(); }));
  EXPECT_THAT(figures().last_error, HasSubstr("status 307"));
}

TEST_F(OutboxTest, GivesUpVisibly) {
  Receiver receiver({kRefused});
  rules_.sinks = {{.name = "hook", .url = receiver.url(), .allow_private = true}};
  ASSERT_TRUE(open(IncidentSeverity::kSev1));
  options_.give_up = 0h;
  const auto due = next_due(*reader(), "hook", clock_.now());
  ASSERT_TRUE(due && *due);
  const auto given_up = settle_failed(*log_, **due, "it said no", clock_.now(), options_);
  ASSERT_TRUE(given_up) << given_up.error().to_string();
  EXPECT_TRUE(*given_up);
  EXPECT_EQ(figures().given_up, 1u);
  EXPECT_EQ(figures().pending, 0u);
  EXPECT_EQ(figures().last_error, "it said no");
  EXPECT_FALSE(*next_due(*reader(), "hook", clock_.now() + 24h * 365));
  ASSERT_TRUE(forget_given_up(*log_, "hook", clock_.now()));
  EXPECT_EQ(figures().sink, "");
}

TEST_F(OutboxTest, ARowIsClaimedOnce) {
  rules_.sinks = {{.name = "hook", .url = "http://a.example/"}};
  ASSERT_TRUE(open(IncidentSeverity::kSev1));
  const auto due = next_due(*reader(), "hook", clock_.now());
  ASSERT_TRUE(due && *due);
  EXPECT_EQ(*claim(*log_, **due, clock_.now() + 1min), true);
  EXPECT_EQ(*claim(*log_, **due, clock_.now() + 2min), false);
  EXPECT_FALSE(*next_due(*reader(), "hook", clock_.now()));
  EXPECT_TRUE(*next_due(*reader(), "hook", clock_.now() + 2min)) << "after a crash";
}

TEST(Outbox, TriesAgainEverMoreSlowly) {
  const OutboxOptions options;
  EXPECT_EQ(retry_after(1, options), 5s);
  EXPECT_EQ(retry_after(2, options), 10s);
  EXPECT_EQ(retry_after(5, options), 80s);
  EXPECT_EQ(retry_after(9, options), 15min);
  EXPECT_EQ(retry_after(1'000'000, options), 15min);
}

TEST(Sink, IsCheckedBeforeItIsUsed) {
  struct Row {
    SinkSettings sink;
    const char* message;  // "": fine
  };
  const Row rows[] = {
      {{.name = "a", .url = "https://hooks.example/x"}, ""},
      {{.name = "A", .url = "https://hooks.example/x"}, "the name of a sink"},
      {{.name = "", .url = "https://hooks.example/x"}, "the name of a sink"},
      {{.name = "a", .url = "ftp://hooks.example/x"}, "no http or https URL"},
      {{.name = "a", .url = "file:///etc/passwd"}, "no http or https URL"},
      {{.name = "a", .url = "https://u:p@hooks.example/"}, "has a user name"},
      {{.name = "a", .url = "https://hooks.example:0/"}, "the port is not"},
      {{.name = "a", .kind = SinkKind::kSlack, .url = "https://h.example/", .secret = "s"},
       "Slack takes no signature"},
  };
  for (const Row& row : rows) {
    const Status status = check_sink(row.sink);
    EXPECT_THAT(status ? "" : status.error().message, HasSubstr(row.message)) << row.sink.url;
    EXPECT_EQ(status.has_value(), std::string_view(row.message).empty()) << row.sink.url;
    if (!status) {
      EXPECT_THAT(status.error().to_string(), testing::Not(HasSubstr("hooks.example")));
    }
  }
}

}  // namespace
}  // namespace gs::res
