#include "telemetry/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace gs::telemetry {
namespace {

using std::chrono::microseconds;
using testing::HasSubstr;
using testing::Not;

constexpr std::array<std::string_view, 2> kPhases = {"prompt", "output"};
constexpr std::array<std::string_view, 2> kActions = {"allow", "block"};

void use_everything(Metrics& metrics) {
  RequestCounters(metrics, "other", "/filter/prompt").count(200);
  const std::vector<std::string> rules = {"no \"secrets\"", "pii"};
  DecisionCounters decisions(metrics, kPhases, kActions, rules);
  decisions.count(0, 1, 0);
  decisions.count(0, 0, DecisionCounters::kNoRule);
  metrics.decision_seconds("prompt").observe(microseconds(30));
  metrics.request_seconds("/filter/prompt").observe(microseconds(300));
  metrics.policy_reloads("swapped").add();
  metrics.policy_rules().set(2);
}

TEST(Metrics, ExposesTheNamesOthersBuildOn) {
  Metrics metrics({"1.2.3", "abc"});
  use_everything(metrics);
  const std::string text = metrics.expose();
  for (const char* line : {
           "# TYPE llm_requests_total counter\n",
           "llm_requests_total{model=\"other\",endpoint=\"/filter/prompt\",status=\"200\"} 1\n",
           "policy_decisions_total{phase=\"prompt\",action=\"block\",rule=\"no \\\"secrets\\\"\"} "
           "1\n",
           "policy_decisions_total{phase=\"prompt\",action=\"allow\",rule=\"\"} 1\n",
           "# TYPE policy_decision_seconds histogram\n",
           "policy_decision_seconds_count{phase=\"prompt\"} 1\n",
           "policy_decision_seconds_bucket{phase=\"prompt\",le=\"2e-05\"} 0\n",
           "policy_decision_seconds_bucket{phase=\"prompt\",le=\"3.5e-05\"} 1\n",
           "policy_decision_seconds_bucket{phase=\"prompt\",le=\"+Inf\"} 1\n",
           "gateway_request_seconds_sum{endpoint=\"/filter/prompt\"} 0.0003",
           "policy_reload_total{outcome=\"swapped\"} 1\n",
           "policy_rules 2\n",
           "build_info{version=\"1.2.3\",revision=\"abc\"} 1\n",
           "process_start_time_seconds ",
           "process_resident_memory_bytes ",
           "process_open_fds ",
       }) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Metrics, PrometheusAcceptsTheText) {
  if (std::system("command -v promtool >/dev/null 2>&1") != 0) GTEST_SKIP() << "no promtool here";
  Metrics metrics({"1.2.3", "abc"});
  use_everything(metrics);
  FILE* promtool = ::popen("promtool check metrics", "w");
  ASSERT_NE(promtool, nullptr);
  std::fputs(metrics.expose().c_str(), promtool);
  EXPECT_EQ(::pclose(promtool), 0);
}

TEST(Metrics, SeriesWithoutEventsAreAbsent) {
  Metrics metrics({"1", "r"});
  const std::vector<std::string> rules = {"pii"};
  const DecisionCounters decisions(metrics, kPhases, kActions, rules);
  EXPECT_THAT(metrics.expose(), Not(HasSubstr("policy_decisions_total")));
}

TEST(DecisionCounters, TwoPoliciesCountIntoTheSameSeries) {
  Metrics metrics({"1", "r"});
  const std::vector<std::string> before = {"pii", "old"};
  const std::vector<std::string> after = {"new", "pii"};
  DecisionCounters first(metrics, kPhases, kActions, before);
  DecisionCounters second(metrics, kPhases, kActions, after);
  std::thread other([&first] {
    for (int i = 0; i < 1000; ++i) first.count(1, 1, 0);
  });
  for (int i = 0; i < 1000; ++i) second.count(1, 1, 1);
  other.join();
  EXPECT_EQ(metrics.decisions().with({"output", "block", "pii"}).value(), 2000U);
}

TEST(RequestCounters, StatusBecomesALabel) {
  Metrics metrics({"1", "r"});
  RequestCounters counters(metrics, "m", "/e");
  for (const int status : {200, 200, 404, 599, 600, -1}) counters.count(status);
  EXPECT_EQ(metrics.requests().with({"m", "/e", "200"}).value(), 2U);
  EXPECT_EQ(metrics.requests().with({"m", "/e", "404"}).value(), 1U);
  EXPECT_EQ(metrics.requests().with({"m", "/e", "599"}).value(), 1U);
  EXPECT_EQ(metrics.requests().with({"m", "/e", "500"}).value(), 2U);
}

}  // namespace
}  // namespace gs::telemetry
