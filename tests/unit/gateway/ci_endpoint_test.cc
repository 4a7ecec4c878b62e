#include "gateway/ci_endpoint.h"

#include <gtest/gtest.h>

namespace gs::gateway {
namespace {

TEST(ReadMetrics, ReadsAreasOfNumbers) {
  auto metrics = read_metrics(
      R"({"quality": {"pass_at_5": 0.84}, "drift": {"psi": 0}, "privacy": null, "safety": {}})",
      {});
  ASSERT_TRUE(metrics);
  EXPECT_EQ(metrics->at("quality").at("pass_at_5").value, 0.84);
  EXPECT_EQ(metrics->at("drift").at("psi").value, 0.0);
  EXPECT_TRUE(metrics->at("safety").empty());
  EXPECT_EQ(metrics->count("privacy"), 0u);
}

TEST(ReadMetrics, NamesTheFieldThatIsWrong) {
  struct Case {
    const char* body;
    int status;
    const char* field;
  };
  const Case cases[] = {
      {"[]", 422, ""},
      {"{", 400, ""},
      {R"({"quality": 0.8})", 422, "quality"},
      {R"({"quality": {"pass_at_5": "0.8"}})", 422, "quality.pass_at_5"},
      {R"({"quality": {"pass_at_5": null}})", 422, "quality.pass_at_5"},
      {R"({"quality": {"pass_at_5": NaN}})", 422, "quality.pass_at_5"},
      {R"({"quality": {"pass_at_5": -Infinity}})", 422, "quality.pass_at_5"},
  };
  for (const Case& c : cases) {
    auto metrics = read_metrics(c.body, {});
    ASSERT_FALSE(metrics) << c.body;
    EXPECT_EQ(metrics.error().status, c.status) << c.body;
    EXPECT_EQ(metrics.error().field, c.field) << c.body;
  }
}

}  // namespace
}  // namespace gs::gateway
