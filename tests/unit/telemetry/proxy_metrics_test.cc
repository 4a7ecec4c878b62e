#include "telemetry/proxy_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "telemetry/metrics.h"

namespace gs::telemetry {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

constexpr std::array<std::string_view, 2> kOperations = {"chat", "embeddings"};

void use_everything(ProxyMetrics& proxy) {
  proxy.upstream_seconds("a").observe(milliseconds(30));
  proxy.overhead_seconds().observe(microseconds(90));
  proxy.stream_holdback_chars().observe(20);
  proxy.upstream_requests("a", "ok").add();
  proxy.upstream_retries("a").add(2);
  proxy.upstream_state("a").set(1);
  proxy.open_streams().add(3);
  proxy.open_streams().add(-1);
  proxy.rate_limited("requests").add();
  proxy.client_gone().add();
  proxy.otlp_spans("exported").add(5);
  const std::vector<std::string> models = {"llama", "other"};
  GenAiMeters meters(proxy, kOperations, models);
  meters.add_tokens(TokenType::kInput, 0, 0, 100);
  meters.add_tokens(TokenType::kOutput, 0, 1, 7);
  meters.add_duration(1, 0, milliseconds(1'500));
  meters.add_first_chunk(0, 0, milliseconds(30));
}

TEST(ProxyMetrics, ExposesTheNamesOthersBuildOn) {
  Metrics metrics({"1", "r"});
  use_everything(metrics.proxy());
  const std::string text = metrics.expose();
  for (const char* line : {
           "gateway_upstream_seconds_bucket{upstream=\"a\",le=\"0.05\"} 1\n",
           "gateway_overhead_seconds_bucket{le=\"0.0001\"} 1\n",
           "gateway_stream_holdback_chars_bucket{le=\"16\"} 0\n",
           "gateway_stream_holdback_chars_bucket{le=\"32\"} 1\n",
           "gateway_stream_holdback_chars_sum 20\n",
           "gateway_upstream_requests_total{upstream=\"a\",outcome=\"ok\"} 1\n",
           "gateway_upstream_retries_total{upstream=\"a\"} 2\n",
           "gateway_upstream_state{upstream=\"a\"} 1\n",
           "gateway_open_streams 2\n",
           "gateway_rate_limited_total{limit=\"requests\"} 1\n",
           "gateway_client_gone_total 1\n",
           "otlp_spans_total{outcome=\"exported\"} 5\n",
           "gen_ai_client_token_usage_bucket{gen_ai_token_type=\"input\",gen_ai_operation_name="
           "\"chat\",gen_ai_request_model=\"llama\",le=\"256\"} 1\n",
           "gen_ai_client_token_usage_sum{gen_ai_token_type=\"output\",gen_ai_operation_name="
           "\"chat\",gen_ai_request_model=\"other\"} 7\n",
           "gen_ai_client_token_usage_bucket{gen_ai_token_type=\"input\",gen_ai_operation_name="
           "\"chat\",gen_ai_request_model=\"llama\",le=\"67108864\"} 1\n",
           "gen_ai_client_operation_duration_seconds_bucket{gen_ai_operation_name=\"embeddings\","
           "gen_ai_request_model=\"llama\",le=\"2.56\"} 1\n",
           "gen_ai_client_operation_time_to_first_chunk_seconds_bucket{gen_ai_operation_name="
           "\"chat\",gen_ai_request_model=\"llama\",le=\"0.04\"} 1\n",
       }) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(ProxyMetrics, PrometheusAcceptsTheText) {
  if (std::system("command -v promtool >/dev/null 2>&1") != 0) GTEST_SKIP() << "no promtool here";
  Metrics metrics({"1", "r"});
  use_everything(metrics.proxy());
  FILE* promtool = ::popen("promtool check metrics", "w");
  ASSERT_NE(promtool, nullptr);
  std::fputs(metrics.expose().c_str(), promtool);
  EXPECT_EQ(::pclose(promtool), 0);
}

TEST(GenAiMeters, SeriesWithoutEventsAreAbsent) {
  Metrics metrics({"1", "r"});
  const std::vector<std::string> models = {"llama"};
  GenAiMeters meters(metrics.proxy(), kOperations, models);
  EXPECT_THAT(metrics.expose(), Not(HasSubstr("gen_ai_client")));
}

TEST(GenAiMeters, ThreadsCountIntoOneSeries) {
  Metrics metrics({"1", "r"});
  const std::vector<std::string> models = {"llama", "other", "none"};
  GenAiMeters meters(metrics.proxy(), kOperations, models);
  auto use = [&meters] {
    for (int i = 0; i < 1000; ++i) meters.add_tokens(TokenType::kOutput, 1, 2, 3);
  };
  std::thread other(use);
  use();
  other.join();
  EXPECT_EQ(metrics.proxy().token_usage().with({"output", "embeddings", "none"}).snapshot().sum,
            6000U);
}

}  // namespace
}  // namespace gs::telemetry
