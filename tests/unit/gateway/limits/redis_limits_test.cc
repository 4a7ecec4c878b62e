// Against a real redis-server; skipped where the program is missing.
#include "gateway/limits/redis_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "unit/gateway/limits/redis_server.h"

namespace gs::gateway {
namespace {

using namespace std::chrono_literals;
using auth::Admission;
using auth::LimitKind;
using auth::LimitSubject;
using std::chrono::steady_clock;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

http::Task<void> admit_one(Limits* limits, std::vector<LimitSubject> subjects, uint64_t tokens,
                           Admission* out) {
  *out = co_await limits->admit(std::move(subjects), tokens);
}

http::Task<void> admit_and_settle(Limits* limits, LimitSubject subject,
                                  std::atomic<int>* admitted) {
  std::vector<LimitSubject> subjects(1, subject);
  Admission admission = co_await limits->admit(std::move(subjects), 0);
  if (admission.admitted()) ++*admitted;
  co_await limits->settle(&admission, 0);
}

// One gateway: an io_context of its own, and the limits.
class Instance {
 public:
  explicit Instance(uint16_t port, RedisLimitsOptions options = {}) {
    options.endpoint.port = port;
    limits = std::make_unique<RedisLimits>(options, clock,
                                           [this](http::EventLevel, std::string_view message) {
                                             const std::lock_guard lock(mutex);
                                             events.emplace_back(message);
                                           });
  }

  // Runs until nothing is left to do, which is at once when a call is done.
  void run() {
    io.restart();
    io.run();
  }
  Admission admit(std::vector<LimitSubject> subjects, uint64_t tokens = 0) {
    Admission admission;
    http::asio::co_spawn(io.get_executor(),
                         admit_one(limits.get(), std::move(subjects), tokens, &admission),
                         http::asio::detached);
    run();
    return admission;
  }
  void settle(Admission& admission, std::optional<uint64_t> tokens) {
    http::asio::co_spawn(io.get_executor(), limits->settle(&admission, tokens),
                         http::asio::detached);
    run();
  }

  SystemClock clock;
  std::mutex mutex;
  std::vector<std::string> events;
  std::unique_ptr<RedisLimits> limits;
  http::asio::io_context io{1};
};

class RedisLimitsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!RedisServer::is_installed()) GTEST_SKIP() << "redis-server is not installed";
  }
};

// Patient, for tests of anything but the deadline: the machine may be busy.
RedisLimitsOptions patient(OnLimitFailure on_failure = OnLimitFailure::kRefuse) {
  RedisLimitsOptions options;
  options.deadline = 5s;
  options.on_failure = on_failure;
  return options;
}

template <typename Condition>
bool comes_true(Condition condition) {
  const auto deadline = steady_clock::now() + 10s;
  while (steady_clock::now() < deadline) {
    if (condition()) return true;
    std::this_thread::yield();
  }
  return false;
}

TEST_F(RedisLimitsTest, TwoGatewaysShareOneQuota) {
  RedisServer redis;
  Instance one(redis.port(), patient()), two(redis.port(), patient());
  const LimitSubject key{"key:ci", {.requests_per_minute = 3}};
  const LimitSubject tenant{"tenant:red", {.requests_per_minute = 600}};
  const Admission first = one.admit({key, tenant});
  ASSERT_TRUE(first.admitted());
  EXPECT_EQ(first.requests.limit, 3u);
  EXPECT_EQ(first.requests.remaining, 2u);
  EXPECT_EQ(first.requests.reset, 20s);
  EXPECT_TRUE(two.admit({key, tenant}).admitted());
  EXPECT_TRUE(one.admit({key, tenant}).admitted());
  const Admission refused = two.admit({key, tenant});
  ASSERT_FALSE(refused.admitted());
  EXPECT_EQ(refused.refusal->kind, LimitKind::kRequestsPerMinute);
  EXPECT_EQ(refused.refusal->subject, "key:ci");
  EXPECT_GT(refused.refusal->retry_after, 10s);
  EXPECT_LE(refused.refusal->retry_after, 20s);
  // What the key refused took nothing from the tenant: 3 of 600 are gone, less what flowed in.
  EXPECT_GE(one.admit({tenant}).requests.remaining, 596u);
  EXPECT_THAT(one.events, ElementsAre());
}

TEST_F(RedisLimitsTest, RefusesByEachLimitAsTheLocalOneDoes) {
  RedisServer redis;
  Instance gateway(redis.port(), patient());
  struct Row {
    const char* name;
    auth::LimitSet limits;
    uint64_t tokens;
    LimitKind kind;
  };
  const std::vector<Row> rows = {
      {"key:a", {.requests_per_minute = 1}, 0, LimitKind::kRequestsPerMinute},
      {"key:b", {.concurrent = 1}, 0, LimitKind::kConcurrent},
      {"key:c", {.tokens_per_minute = 100}, 60, LimitKind::kTokensPerMinute},
      {"key:d", {.tokens_per_day = 100}, 60, LimitKind::kTokensPerDay},
      {"key:e", {.tokens_per_minute = 100}, 5000, LimitKind::kTokensPerMinute},
      {"key:f", {.tokens_per_day = auth::kMaxTokenLimit}, UINT64_MAX, LimitKind::kTokensPerDay},
  };
  auth::LocalLimits local;
  const auth::Instant now{gateway.clock.steady(), gateway.clock.now()};
  for (const Row& row : rows) {
    const LimitSubject subject{row.name, row.limits};
    Admission first = gateway.admit({subject}, row.tokens);
    ASSERT_TRUE(first.admitted()) << row.name;
    const Admission second = gateway.admit({subject}, row.tokens);
    ASSERT_FALSE(second.admitted()) << row.name;
    EXPECT_EQ(second.refusal->kind, row.kind) << row.name;
    EXPECT_EQ(second.refusal->subject, row.name);
    const Admission expected = local.admit({subject}, row.tokens, now);
    EXPECT_EQ(first.requests.remaining, expected.requests.remaining) << row.name;
    EXPECT_EQ(first.tokens.remaining, expected.tokens.remaining) << row.name;
    // Settled with nothing used, everything but the request itself is there again.
    gateway.settle(first, 0);
    EXPECT_EQ(gateway.admit({subject}, row.tokens).admitted(),
              row.kind != LimitKind::kRequestsPerMinute)
        << row.name;
  }
}

TEST_F(RedisLimitsTest, SettlingCorrectsByTheDifferenceOnce) {
  RedisServer redis;
  Instance gateway(redis.port(), patient());
  const LimitSubject key{"key:ci", {.tokens_per_minute = 60, .tokens_per_day = 100'000'000}};
  Admission debt = gateway.admit({key}, 10);
  gateway.settle(debt, 120);
  gateway.settle(debt, 120);
  const Admission refused = gateway.admit({key}, 1);
  ASSERT_FALSE(refused.admitted());
  EXPECT_GT(refused.refusal->retry_after, 55s);
  EXPECT_LE(refused.refusal->retry_after, 61s);
  const LimitSubject day{"key:ci", {.tokens_per_day = 100'000'000}};
  EXPECT_EQ(gateway.admit({day}, 0).tokens.remaining, 100'000'000u - 120u);
}

TEST_F(RedisLimitsTest, SlotsOfAGatewayThatDiedComeBack) {
  RedisServer redis;
  const LimitSubject key{"key:ci", {.concurrent = 1}};
  RedisLimitsOptions options = patient();
  options.slot_lease = 1s;
  {
    Instance dies(redis.port(), options);
    ASSERT_TRUE(dies.admit({key}).admitted());
  }
  Instance lives(redis.port(), options);
  ASSERT_EQ(lives.admit({key}).refusal->kind, LimitKind::kConcurrent);
  EXPECT_TRUE(comes_true([&] { return lives.admit({key}).admitted(); }));
}

TEST_F(RedisLimitsTest, ScriptsThatRedisForgotAreSentAgain) {
  RedisServer redis;
  Instance gateway(redis.port(), patient());
  const LimitSubject key{"key:ci", {.requests_per_minute = 2, .concurrent = 1}};
  Admission first = gateway.admit({key});
  ASSERT_TRUE(first.admitted());
  ASSERT_EQ(redis.ask("SCRIPT FLUSH\r\n"), "+OK\r\n");
  gateway.settle(first, 0);
  ASSERT_EQ(redis.ask("SCRIPT FLUSH\r\n"), "+OK\r\n");
  EXPECT_TRUE(gateway.admit({key}).admitted());
  EXPECT_THAT(gateway.events, ElementsAre());
}

TEST_F(RedisLimitsTest, ManyThreadsAndPipelinedCallsGetTheLimitTogether) {
  RedisServer redis;
  Instance one(redis.port(), patient()), two(redis.port(), patient());
  const LimitSubject key{"key:ci", {.requests_per_minute = 100, .concurrent = 1000}};
  std::atomic<int> admitted = 0;
  const auto work = [&](Instance* instance) {
    for (int i = 0; i < 200; ++i) {
      http::asio::co_spawn(instance->io.get_executor(),
                           admit_and_settle(instance->limits.get(), key, &admitted),
                           http::asio::detached);
    }
    instance->run();
  };
  std::thread other(work, &two);
  work(&one);
  other.join();
  EXPECT_GE(admitted, 100);
  EXPECT_LE(admitted, 100 + 20) << "what flowed in while the test ran (a minute's fifth at most)";
}

TEST_F(RedisLimitsTest, AServerThatIsKilledAndComesBackIsToldOnceEach) {
  struct Row {
    OnLimitFailure on_failure;
    const char* consequence;
    std::vector<bool> admitted;  // of two requests at a limit of one a minute, while it is away
  };
  const std::vector<Row> rows = {
      {OnLimitFailure::kLocal, "each gateway counts for itself", {true, false}},
      {OnLimitFailure::kAllow, "limits do not hold", {true, true}},
      {OnLimitFailure::kRefuse, "limited callers are refused", {false, false}},
  };
  for (const Row& row : rows) {
    RedisServer redis;
    Instance gateway(redis.port(), patient(row.on_failure));
    const LimitSubject key{"key:ci", {.requests_per_minute = 1}};
    ASSERT_TRUE(gateway.admit({key}).admitted());
    redis.kill();
    for (const bool expected : row.admitted) {
      Admission admission = gateway.admit({key});
      EXPECT_EQ(admission.admitted(), expected) << row.consequence;
      if (row.on_failure == OnLimitFailure::kRefuse) {
        EXPECT_EQ(admission.refusal->kind, LimitKind::kStore);
      }
      gateway.settle(admission, 0);
    }
    redis.start();
    // Empty again: the quota of the shared store, not of the fallback.
    const LimitSubject fresh{"key:fresh", {.requests_per_minute = 1'000'000}};
    EXPECT_TRUE(comes_true([&] {
      return gateway.admit({fresh}).requests.limit != 0 && gateway.events.size() == 2;
    })) << row.consequence;
    ASSERT_EQ(gateway.events.size(), 2u);
    EXPECT_THAT(gateway.events[0], HasSubstr("the limits cannot be shared: "));
    EXPECT_THAT(gateway.events[0], HasSubstr(row.consequence));
    EXPECT_THAT(gateway.events[1], HasSubstr("the limits are shared again"));
  }
}

TEST_F(RedisLimitsTest, AServerThatRestartedWhileNobodyAskedIsNoOutage) {
  RedisServer redis;
  Instance gateway(redis.port(), patient());
  const LimitSubject key{"key:ci", {.requests_per_minute = 1}};
  ASSERT_TRUE(gateway.admit({key}).admitted());
  redis.kill();
  redis.start();
  EXPECT_TRUE(gateway.admit({key}).admitted()) << "Redis starts empty";
  EXPECT_FALSE(gateway.admit({key}).admitted());
  EXPECT_THAT(gateway.events, ElementsAre());
}

TEST_F(RedisLimitsTest, AServerThatDoesNotAnswerCostsTheDeadlineOnce) {
  RedisServer redis;
  RedisLimitsOptions options;
  options.deadline = 50ms;
  options.on_failure = OnLimitFailure::kAllow;
  Instance gateway(redis.port(), options);
  const LimitSubject key{"key:ci", {.requests_per_minute = 1'000'000}};
  ASSERT_TRUE(comes_true([&] { return gateway.admit({key}).held.has_value(); }));
  redis.freeze();
  const auto began = steady_clock::now();
  EXPECT_TRUE(gateway.admit({key}).admitted());
  const auto waited = steady_clock::now() - began;
  EXPECT_GE(waited, 50ms);
  EXPECT_LT(waited, 1s);
  EXPECT_FALSE(gateway.admit({key}).held) << "refused at once while the pause lasts";
  redis.thaw();
  EXPECT_TRUE(comes_true([&] { return gateway.admit({key}).held.has_value(); }));
  EXPECT_THAT(gateway.events[0], HasSubstr("no answer in time"));
}

// A server that is cut destroys its contexts with whatever still waits in them.
TEST_F(RedisLimitsTest, ContextAndLimitsMayGoInAnyOrderWithACallOnItsWay) {
  for (const bool limits_first : {false, true}) {
    RedisServer redis;
    auto gateway = std::make_unique<Instance>(redis.port(), patient());
    const LimitSubject key{"key:ci", {.requests_per_minute = 5}};
    ASSERT_TRUE(gateway->admit({key}).admitted());
    redis.freeze();
    Admission admission;
    http::asio::co_spawn(
        gateway->io.get_executor(),
        admit_one(gateway->limits.get(), std::vector<LimitSubject>(1, key), 0, &admission),
        http::asio::detached);
    gateway->io.restart();
    while (gateway->io.poll() > 0) {
    }
    EXPECT_FALSE(gateway->io.stopped()) << "the call waits for its answer";
    if (limits_first) gateway->limits.reset();
    gateway.reset();
  }
}

TEST_F(RedisLimitsTest, SpeaksWithPasswordAndDatabase) {
  RedisServer redis({"--requirepass", "s p\"x"});
  const LimitSubject key{"key:ci", {.requests_per_minute = 5}};
  RedisLimitsOptions options = patient();
  options.endpoint.password = "s p\"x";
  options.endpoint.database = 3;
  Instance good(redis.port(), options);
  EXPECT_TRUE(good.admit({key}).admitted());
  EXPECT_THAT(good.events, ElementsAre());
  options.endpoint.password = "wrong-secret";
  Instance bad(redis.port(), options);
  EXPECT_FALSE(bad.admit({key}).admitted());
  ASSERT_EQ(bad.events.size(), 1u);
  EXPECT_THAT(bad.events[0], HasSubstr("AUTH was refused"));
  EXPECT_THAT(bad.events[0], ::testing::Not(HasSubstr("wrong-secret")));
}

// No program needed: nobody listens.
TEST(RedisLimits, WhereNobodyListensTheSettingDecides) {
  Instance gateway(free_port(), patient(OnLimitFailure::kRefuse));
  const Admission refused = gateway.admit({{"key:ci", {.requests_per_minute = 5}}});
  ASSERT_FALSE(refused.admitted());
  EXPECT_EQ(refused.refusal->kind, LimitKind::kStore);
  EXPECT_TRUE(gateway.admit({{"key:ci", {}}}).admitted()) << "without limits nobody is asked";
  ASSERT_EQ(gateway.events.size(), 1u);
  EXPECT_THAT(gateway.events[0], HasSubstr("Connection refused"));
}

}  // namespace
}  // namespace gs::gateway
