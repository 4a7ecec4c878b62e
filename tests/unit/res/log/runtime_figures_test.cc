#include "res/log/runtime_figures.h"

#include <gtest/gtest.h>

#include "base/json_writer.h"

namespace gs::res::log {
namespace {

TEST(RuntimeFigures, ReadsBackWhatItWrites) {
  RuntimeFigures figures;
  figures.requests = 3;
  figures.failures = 1;
  figures.add_latency(3);
  figures.add_latency(1e9);
  figures.add_latency(-1);
  figures.prompt["allow"] = 2;
  figures.output["block"] = 1;
  figures.harm_judged = 2;
  figures.harm_above = 1;
  const std::string text = to_json_text(to_json(figures));
  const auto read = parse_runtime_figures(text);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(to_json_text(to_json(*read)), text);
  EXPECT_EQ(read->latency.back().count, 1u);
  EXPECT_FALSE(read->latency.back().upper_ms);
  EXPECT_EQ(read->harmful_share(), 0.5);
}

TEST(RuntimeFigures, MergesAlsoOverOtherBounds) {
  auto a = parse_runtime_figures(R"({"latency_ms":[[10,1],[100,2],[null,1]],"requests":4})");
  const auto b = parse_runtime_figures(R"({"latency_ms":[[50,5],[100,1]],"requests":6})");
  ASSERT_TRUE(a && b);
  a->merge(*b);
  EXPECT_EQ(to_json_text(to_json(*a).at("latency_ms")), "[[10,1],[50,5],[100,3],[null,1]]");
  EXPECT_EQ(a->requests, 10u);
}

TEST(RuntimeFigures, QuantilesAreThoseOfPrometheus) {
  const auto figures = parse_runtime_figures(R"({"latency_ms":[[100,10],[200,80],[null,10]]})");
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures->latency_quantile_ms(0.1), 100);
  EXPECT_EQ(figures->latency_quantile_ms(0.5), 150);
  EXPECT_EQ(figures->latency_quantile_ms(0.95), 200) << "above the last bound";
  EXPECT_FALSE(RuntimeFigures().latency_quantile_ms(0.95));
  EXPECT_FALSE(RuntimeFigures().availability());
  EXPECT_FALSE(RuntimeFigures().harmful_share());
}

TEST(RuntimeFigures, RefusesWhatIsNone) {
  struct Row {
    const char* text;
    const char* where;
  };
  const Row rows[] = {
      {"[]", "figures"},
      {R"({"requests":-1})", "requests"},
      {R"({"requests":"1"})", "requests"},
      {R"({"latency_ms":{}})", "latency_ms"},
      {R"({"latency_ms":[[1]]})", "latency_ms"},
      {R"({"latency_ms":[[2,1],[1,1]]})", "latency_ms"},
      {R"({"latency_ms":[[null,1],[1,1]]})", "latency_ms"},
      {R"({"actions":{"prompt":{"allow":1.5}}})", "actions.prompt.allow"},
      {R"({"actions":[]})", "actions"},
      {R"({"harm":{"judged":true}})", "harm.judged"},
  };
  for (const Row& row : rows) {
    const auto read = parse_runtime_figures(row.text);
    ASSERT_FALSE(read) << row.text;
    EXPECT_EQ(read.error().where, row.where) << row.text;
  }
}

}  // namespace
}  // namespace gs::res::log
