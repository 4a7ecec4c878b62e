#include "evaluate/drift.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluate/evidently.h"
#include "fixtures/evaluation.h"

namespace gs::evaluate {
namespace {

using testing::HasSubstr;

double number(const Artifact& artifact, std::string_view name) {
  return artifact.metrics().at(name).to_number<double>();
}

TEST(Distribution, PublishedValues) {
  const Distribution two{{.1, .2, .4, .2, .1}, {.05, .15, .4, .25, .15}};
  EXPECT_NEAR(psi(two), 0.0804718956, 5e-11);
  EXPECT_NEAR(kl_divergence(two), 0.0416759115, 5e-11);
  EXPECT_NEAR(js_distance(two), 0.0997397327, 5e-11);
}

TEST(Distribution, EmptySharesAreFilled) {
  std::vector<double> shares{0.5, 0, 0.5};
  fill_empty(shares);
  EXPECT_EQ(shares[1], 0.0001);
  std::vector<double> small{0.99995, 0, 0.00005};
  fill_empty(small);
  EXPECT_NEAR(small[1], 5e-11, 1e-20);
  std::vector<double> least{0.9999, 0, 0.0001};  // no empty share may equal one that is not
  fill_empty(least);
  EXPECT_NEAR(least[1], 1e-10, 1e-20);
}

TEST(Distribution, BinsHoldEveryValue) {
  std::vector<double> reference, current;
  for (int i = 0; i < 1000; ++i) reference.push_back(i * 0.37);
  for (int i = 0; i < 500; ++i) current.push_back(i * 0.9 - 20);
  const Distribution width = bin_numbers(reference, current, Binning::kWidth);
  EXPECT_EQ(width.reference.size(), 12u);  // log2(1500) + 1 = 11.55
  for (const Binning binning : {Binning::kWidth, Binning::kQuantiles}) {
    const Distribution bins = bin_numbers(reference, current, binning);
    double sum = 0, other = 0;
    for (const double share : bins.reference) sum += share;
    for (const double share : bins.current) other += share;
    EXPECT_NEAR(sum, 1, 1e-12);
    EXPECT_NEAR(other, 1, 1e-12);
  }
  const Distribution deciles = bin_numbers(reference, current, Binning::kQuantiles);
  for (const double share : deciles.reference) EXPECT_NEAR(share, 0.1, 1e-12);
  std::vector<double> same{2, 2, 2}, too{2};
  EXPECT_EQ(bin_numbers(same, too, Binning::kWidth).reference, std::vector<double>{1});
  EXPECT_EQ(bin_numbers(same, too, Binning::kQuantiles).current, std::vector<double>{1});
}

std::string read(std::string_view text, Sample& sample,
                 Table::Format format = Table::Format::kCsv) {
  Table table(format, "t.csv", {}, [&](auto cells, const Place& place) {
    return sample.take(cells, table.columns(), place);
  });
  return refusal(read_all(table, text));
}

std::string compare(std::string_view reference, std::string_view current, Artifact& artifact,
                    const std::vector<std::string>& features = {},
                    std::set<std::string> categorical = {}) {
  Sample before(categorical), after(categorical);
  if (const std::string why = read(reference, before); why != "ok") return why;
  if (const std::string why = read(current, after); why != "ok") return why;
  return refusal(add_drift(before, after, features, Binning::kWidth, artifact));
}

std::string compare(std::string_view reference, std::string_view current) {
  Artifact artifact("drift");
  return compare(reference, current, artifact);
}

TEST(Drift, CategoriesByHand) {
  Artifact artifact("drift");
  ASSERT_EQ(compare("plan,x\na,1\na,2\nb,1\nb,2\n", "plan,y\na,1\nb,1\nb,1\nb,1\n", artifact),
            "ok");
  const double expected = 0.25 * std::log(0.5 / 0.25) - 0.25 * std::log(0.5 / 0.75);
  EXPECT_NEAR(number(artifact, "psi"), expected, 1e-12);
  EXPECT_THAT(artifact.warnings(), testing::ElementsAre("not in both samples, and left out: x, y"));
}

TEST(Drift, TheFeatureThatMovedMostCounts) {
  Artifact artifact("drift");
  ASSERT_EQ(compare("a,b\n1,1\n1,2\n", "a,b\n1,2\n1,2\n", artifact), "ok");
  const auto& features = artifact.detail().at("features");
  EXPECT_EQ(features.at("a").at("psi").to_number<double>(), 0);
  EXPECT_EQ(number(artifact, "psi"), features.at("b").at("psi").to_number<double>());
  EXPECT_GT(number(artifact, "psi"), 1);
}

TEST(Drift, NumbersAreOneCategoryHoweverSpelt) {
  Artifact artifact("drift");
  ASSERT_EQ(compare("a\n1\n2.0\n", "a\n1.0\n2\n", artifact), "ok");
  EXPECT_EQ(number(artifact, "psi"), 0);
  Artifact named("drift");
  ASSERT_EQ(compare("a\n1\n2.0\n", "a\n1.0\n2\n", named, {"a"}, {"a"}), "ok");
  EXPECT_GT(number(named, "psi"), 1);
}

TEST(Drift, WhatItRefuses) {
  EXPECT_EQ(compare("a\n1\nx\n", "a\n1\n"),
            "a: must be a number, as above, or --categorical must name the column (t.csv:3)");
  EXPECT_EQ(compare("a\n1\nnan\n", "a\n1\n"), "a: NaN and infinities are no values (t.csv:3)");
  EXPECT_EQ(compare("a\nx\ninf\n", "a\n1\n"), "a: NaN and infinities are no values (t.csv:3)");
  EXPECT_EQ(compare("a\n1\n", "a\nx\n"), "a: has numbers in one sample and texts in the other");
  EXPECT_EQ(compare("a\n1\n", "b\n1\n"), "the two samples have no column in common");
  EXPECT_EQ(compare("a\n", "a\n1\n"), "there are 0 rows (t.csv)");
  EXPECT_EQ(compare("a\n1\n", "a\n\n"), "a: has 0 values in a sample");
  Artifact artifact("drift");
  EXPECT_EQ(compare("a\n1\n", "a\n1\n", artifact, {"b"}), "b: is no column of both samples");
  Sample sample({});
  EXPECT_THAT(read(R"({"a":[1]})", sample, Table::Format::kJsonLines),
              HasSubstr("a: must be a plain value"));
}

std::string evidently(std::string_view text, Artifact& artifact) {
  Document document("e.json");
  if (const Status read = read_all(document, text); !read) return refusal(read);
  return refusal(add_evidently(document, artifact));
}

TEST(Evidently, BothLayouts) {
  Artifact newer("drift");
  ASSERT_EQ(evidently(R"({"metrics":[
    {"metric_name":"DriftedColumnsCount","config":{"type":"evidently:metric_v2:DriftedColumnsCount"},"value":{"count":1}},
    {"config":{"type":"evidently:metric_v2:ValueDrift","column":"age","method":"psi"},"value":0.25},
    {"config":{"type":"evidently:metric_v2:ValueDrift","column":"plan","method":"psi"},"value":0.5},
    {"config":{"type":"evidently:metric_v2:ValueDrift","column":"age","method":"kl_div"},"value":0.1},
    {"config":{"type":"evidently:metric_v2:ValueDrift","column":"age","method":"K-S p_value"},"value":0.9}]})",
                      newer),
            "ok");
  EXPECT_EQ(number(newer, "psi"), 0.5);
  EXPECT_EQ(number(newer, "kl"), 0.1);
  EXPECT_THAT(newer.warnings(), testing::ElementsAre(HasSubstr("1 scores")));
  Artifact older("drift");
  ASSERT_EQ(
      evidently(R"({"metrics":[{"metric":"DatasetDriftMetric","result":{"dataset_drift":true}},
    {"metric":"DataDriftTable","result":{"drift_by_columns":{
      "age":{"stattest_name":"PSI","drift_score":0.25},
      "plan":{"stattest_name":"Jensen-Shannon distance","drift_score":0.125}}}}]})",
                older),
      "ok");
  EXPECT_EQ(number(older, "psi"), 0.25);
  EXPECT_EQ(number(older, "js_distance"), 0.125);
}

TEST(Evidently, WhatItRefuses) {
  Artifact artifact("drift");
  const auto value = [&](std::string_view text) {
    return evidently(
        R"({"metrics":[{"config":{"type":"x:ValueDrift","column":"a","method":"psi"},"value":)" +
            std::string(text) + "}]}",
        artifact);
  };
  EXPECT_EQ(value("-1"), "metrics[0].value: must not be negative (e.json)");
  EXPECT_EQ(value("\"1\""), "metrics[0].value: must be a number (e.json)");
  EXPECT_THAT(value("NaN"), HasSubstr("metrics[0].value: NaN"));
  EXPECT_THAT(evidently(R"({"metrics":[]})", artifact), HasSubstr("no column has a drift"));
}

}  // namespace
}  // namespace gs::evaluate
