#include "evaluate/fairness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluate/fairlearn.h"
#include "fixtures/evaluation.h"

namespace gs::evaluate {
namespace {

using testing::HasSubstr;

double number(const Artifact& artifact, std::string_view name) {
  return artifact.metrics().at(name).to_number<double>();
}

std::string evaluate(std::string_view text, const FairnessOptions& options, Artifact& artifact,
                     Table::Format format = Table::Format::kCsv) {
  Fairness fairness(options, artifact);
  Table table(format, "p.csv", fairness.columns(),
              [&](auto cells, const Place& place) { return fairness.take(cells, place); });
  if (const Status read = read_all(table, text); !read) return refusal(read);
  return refusal(fairness.finish("p.csv"));
}

std::string refused(std::string_view text, const FairnessOptions& options = {}) {
  Artifact artifact("fairness");
  return evaluate(text, options, artifact);
}

// Group a: 4 rows, 3 right; b: 2 rows, 1 right.
constexpr std::string_view kRows =
    "group,label,prediction\na,1,1\na,1,0\na,0,0\na,0,0\nb,1,1\nb,0,1\n";

TEST(Fairness, ByHand) {
  Artifact artifact("fairness");
  ASSERT_EQ(evaluate(kRows, {}, artifact), "ok");
  EXPECT_NEAR(number(artifact, "subgroup_delta"), 4.0 / 6 - 0.5, 1e-12);
  EXPECT_NEAR(number(artifact, "subgroup_range"), 0.25, 1e-12);
  EXPECT_NEAR(number(artifact, "demographic_parity_difference"), 0.75, 1e-12);
  EXPECT_NEAR(number(artifact, "equalized_odds_difference"), 1, 1e-12);
  EXPECT_THAT(artifact.warnings(), testing::Contains(HasSubstr("group b has 2 samples")));
  const auto& group = artifact.detail().at("groups").at("a").at("accuracy");
  EXPECT_EQ(group.at("events").to_number<int>(), 3);
  EXPECT_NEAR(group.at("low").to_number<double>(), wilson(3, 4).low, 1e-12);
}

TEST(Fairness, AnotherMetricAndScores) {
  Artifact artifact("fairness");
  FairnessOptions options;
  options.metric = *group_metric("selection_rate");
  options.threshold = 0.5;
  options.group = "sex";
  ASSERT_EQ(evaluate(R"({"sex":"m","label":true,"prediction":0.5}
{"sex":"m","label":false,"prediction":0.1}
{"sex":"f","label":1,"prediction":0.9})",
                     options, artifact, Table::Format::kJsonLines),
            "ok");
  EXPECT_NEAR(number(artifact, "subgroup_range"), 0.5, 1e-12);
  // A group without negative labels has no false positive rate.
  EXPECT_FALSE(artifact.metrics().contains("equalized_odds_difference"));
}

TEST(Fairness, LabelsOfSeveralClasses) {
  Artifact artifact("fairness");
  FairnessOptions options;
  options.positive = "yes";
  ASSERT_EQ(evaluate("group,label,prediction\na,yes,yes\na,no,maybe\nb,no,no\nb,yes,no\n", options,
                     artifact),
            "ok");
  EXPECT_EQ(number(artifact, "subgroup_range"), 0);  // one of two right in each
  EXPECT_EQ(number(artifact, "demographic_parity_difference"), 0.5);
}

TEST(Fairness, WhatItRefuses) {
  EXPECT_EQ(refused("group,label,prediction\na,1,1\n"),
            "group: there must be two groups at least (p.csv)");
  EXPECT_EQ(refused("group,label,prediction\na,1,x\n"),
            "prediction: must be 0 or 1, or --positive must say which value counts (p.csv:2)");
  EXPECT_EQ(refused("group,label,prediction\n,1,1\n"),
            "group: is empty or no plain value (p.csv:2)");
  EXPECT_EQ(refused("group,label,prediction\na,nan,1\n"),
            "label: must be 0 or 1, or --positive must say which value counts (p.csv:2)");
  EXPECT_EQ(refused("group,label\na,1\n"), "prediction: the header has no such column (p.csv:1)");
}

std::string fairlearn(std::string_view text, Artifact& artifact) {
  Document document("f.json");
  if (const Status read = read_all(document, text); !read) return refusal(read);
  return refusal(add_fairlearn(document, "accuracy", artifact));
}

TEST(Fairlearn, ExportsInEitherDirection) {
  for (
      const std::string_view text :
      {R"({"accuracy":{"a":0.75,"b":0.5},"count":{"a":4.0,"b":2.0},"selection_rate":{"a":0.25,"b":1}})",
       R"({"a":{"accuracy":0.75,"count":4,"selection_rate":0.25},"b":{"accuracy":0.5,"count":2,"selection_rate":1}})",
       R"({"overall":{"accuracy_score":0.6666666666666666},"by_group":{"accuracy_score":{"a":0.75,"b":0.5},"selection_rate":{"a":0.25,"b":1}}})"}) {
    Artifact artifact("fairness");
    ASSERT_EQ(fairlearn(text, artifact), "ok") << text;
    EXPECT_NEAR(number(artifact, "subgroup_delta"), 1.0 / 6, 1e-12);
    EXPECT_NEAR(number(artifact, "subgroup_range"), 0.25, 1e-12);
    EXPECT_NEAR(number(artifact, "demographic_parity_difference"), 0.75, 1e-12);
  }
}

TEST(Fairlearn, WithoutCountsThereIsNoDelta) {
  Artifact artifact("fairness");
  ASSERT_EQ(fairlearn(R"({"accuracy":{"a":0.75,"b":0.5}})", artifact), "ok");
  EXPECT_FALSE(artifact.metrics().contains("subgroup_delta"));
  EXPECT_THAT(artifact.warnings(), testing::ElementsAre(HasSubstr("subgroup_delta")));
}

TEST(Fairlearn, WhatItRefuses) {
  Artifact artifact("fairness");
  EXPECT_EQ(fairlearn(R"({"accuracy":{"a":-0.75,"b":0.5}})", artifact),
            "accuracy.a: must be from 0 to 1 (f.json)");
  EXPECT_EQ(fairlearn(R"({"accuracy":{"a":"0.75","b":0.5}})", artifact),
            "accuracy.a: must be a number (f.json)");
  EXPECT_EQ(fairlearn(R"({"accuracy":{"a":0.75}})", artifact),
            "accuracy: there must be two groups at least (f.json)");
  EXPECT_EQ(fairlearn(R"({"precision":{"a":0.75}})", artifact),
            "accuracy: there is no such metric (f.json)");
  EXPECT_EQ(fairlearn(R"({"accuracy":3})", artifact), "accuracy: must be an object (f.json)");
}

TEST(Fairlearn, Csv) {
  Artifact artifact("fairness");
  FairlearnCsv reader;
  Table table(Table::Format::kCsv, "f.csv", {}, [&](auto cells, const Place& place) {
    return reader.take(cells, table.columns(), place);
  });
  ASSERT_TRUE(read_all(table, "sensitive_feature_0,accuracy,count\na,0.75,4.0\nb,0.5,2.0\n"));
  ASSERT_TRUE(reader.finish("accuracy", "f.csv", artifact));
  EXPECT_NEAR(number(artifact, "subgroup_delta"), 1.0 / 6, 1e-12);
}

}  // namespace
}  // namespace gs::evaluate
