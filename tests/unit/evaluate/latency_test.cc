#include "evaluate/latency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixtures/evaluation.h"

namespace gs::evaluate {
namespace {

TEST(Latency, Quantiles) {
  std::vector<double> seconds;
  for (int i = 1000; i >= 1; --i) seconds.push_back(i / 1000.0);
  Artifact artifact("latency");
  ASSERT_TRUE(add_latency(seconds, "j", artifact));
  EXPECT_NEAR(artifact.metrics().at("p50_seconds").as_double(), 0.5005, 1e-12);
  EXPECT_NEAR(artifact.metrics().at("p95_seconds").as_double(), 0.95005, 1e-12);
  const auto& interval = artifact.intervals().at("p50_seconds");
  EXPECT_NEAR(interval.at("low").as_double(), 0.469, 1e-12);
  EXPECT_NEAR(interval.at("high").as_double(), 0.532, 1e-12);
  std::vector<double> one{2};
  EXPECT_EQ(quantile_of(one, 0.99).value, 2);
  EXPECT_EQ(quantile_of(one, 0.99).interval.high, 2);
  std::vector<double> none;
  EXPECT_EQ(refusal(add_latency(none, "j", artifact)), "there are 0 latencies (j)");
}

std::string answer(std::string_view value) {
  return R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1.5,")" +
         std::string(value) + R"("]}]}})";
}

TEST(Prometheus, Answers) {
  EXPECT_EQ(*read_prometheus_answer(answer("0.25"), "p"), 0.25);
  for (const std::string& body :
       {answer("NaN"), answer("-1"), answer("+Inf"), std::string("x"), std::string("[]"),
        std::string(R"({"status":"error","error":"bad"})"),
        std::string(R"({"status":"success","data":{"result":[]}})"),
        std::string(R"({"status":"success","data":{"result":[{"value":[1]}]}})"),
        std::string(R"({"status":"success","data":{"result":[3]}})")}) {
    EXPECT_FALSE(read_prometheus_answer(body, "p")) << body;
  }
}

}  // namespace
}  // namespace gs::evaluate
