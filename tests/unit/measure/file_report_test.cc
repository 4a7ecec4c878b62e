#include "measure/file_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "measure/report.h"

namespace gs::measure {
namespace {

using testing::HasSubstr;

LabelledRow labelled(const std::string& source, bool label) {
  LabelledRow row;
  row.row.text = "0123456789";
  row.source = source;
  row.label = label;
  return row;
}

LabelledRow with_spans(const std::string& source, std::vector<Entity> spans) {
  LabelledRow row;
  row.row.text = "0123456789";
  row.source = source;
  row.spans = std::move(spans);
  return row;
}

FileReport scores() {
  FileReport report;
  report.file = "injection.jsonl";
  report.signal = "jailbreak_score";
  report.threshold_from = "default";
  report.add(labelled("attacks", true), 0.9, {}, 1000);
  report.add(labelled("attacks", true), 0.4, {}, 2000);
  report.add(labelled("mixed", true), 0.7, {}, 3000);
  report.add(labelled("mixed", false), 0.5, {}, 4000);
  report.add(labelled("harmless", false), 0.1, {}, 5000);
  return report;
}

TEST(FileReport, Scores) {
  const FileReport report = scores();
  const ScoreFigures all = report.score_figures();
  EXPECT_EQ(all.at_threshold.positives, 3u);
  EXPECT_EQ(all.at_threshold.negatives, 2u);
  EXPECT_EQ(all.at_threshold.true_positives, 1u);
  EXPECT_DOUBLE_EQ(*all.auc, 5.0 / 6);
  EXPECT_DOUBLE_EQ(*all.recall_at_cut, 2.0 / 3);  // 0.9 and 0.7 stand above the first negative
}

TEST(FileReport, ScoresBySource) {
  const auto sources = scores().score_figures_by_source();
  ASSERT_EQ(sources.size(), 3u);
  const ScoreFigures& attacks = sources.at("attacks");
  EXPECT_DOUBLE_EQ(*attacks.auc, 0.75);  // against 0.5 and 0.1: three of four pairs
  EXPECT_TRUE(attacks.auc_against_file);
  EXPECT_DOUBLE_EQ(*attacks.recall_at_cut, 0.5);
  EXPECT_FALSE(attacks.at_threshold.false_positive_rate());
  const ScoreFigures& mixed = sources.at("mixed");
  EXPECT_EQ(mixed.auc, 1);
  EXPECT_FALSE(mixed.auc_against_file);
  EXPECT_EQ(mixed.recall_at_cut, 1);
  const ScoreFigures& harmless = sources.at("harmless");
  EXPECT_EQ(harmless.auc, 1);
  EXPECT_FALSE(harmless.recall_at_cut);
  EXPECT_EQ(harmless.at_threshold.false_positive_rate(), 0);
}

TEST(FileReport, Time) {
  const FileReport report = scores();
  EXPECT_DOUBLE_EQ(*report.mean_microseconds(), 3);
  EXPECT_DOUBLE_EQ(*report.p99_microseconds(), 4);
  EXPECT_DOUBLE_EQ(*report.megabytes_per_second(), 50 / 15.0);  // 50 bytes in 15 microseconds
  EXPECT_FALSE(FileReport{}.mean_microseconds());
  EXPECT_FALSE(FileReport{}.megabytes_per_second());
}

TEST(FileReport, AsScore) {
  auto computed = [](text::SignalValue value) { return text::Signal{true, {}, std::move(value)}; };
  EXPECT_EQ(as_score(computed(0.25)), 0.25);
  EXPECT_EQ(as_score(computed(true)), 1);
  EXPECT_EQ(as_score(computed(int64_t{3})), 3);
  EXPECT_EQ(as_score(computed(std::vector<std::string>{"a", "b"})), 2);
  EXPECT_EQ(as_score(text::Signal{}), 0);
  EXPECT_EQ(as_score({true, text::SignalFault::kTimedOut, 0.9}), 0);
}

TEST(FileReport, SpansInAllAndBySource) {
  FileReport report;
  report.file = "pii.jsonl";
  report.add(with_spans("a", {{"US_SSN", 0, 4}}), 0, {{"US_SSN", 0, 4}}, 1000);
  report.add(with_spans("b", {{"US_SSN", 0, 4}, {"PERSON", 5, 9}}), 0, {}, 1000);
  EXPECT_EQ(report.spans().rows, 2u);
  EXPECT_EQ(report.spans().by_type.at("US_SSN").expected, 2u);
  EXPECT_EQ(report.spans_by_source().at("a").by_type.at("US_SSN").exact, 1u);
  EXPECT_EQ(report.spans_by_source().at("b").by_type.at("US_SSN").exact, 0u);

  const std::string text = to_text(report);
  EXPECT_THAT(text, HasSubstr("structured, all"));
  EXPECT_THAT(text, HasSubstr("names, places, dates: not covered"));
  const auto json = to_json(report);
  const auto& entities = json.at("entities").as_object();
  EXPECT_EQ(entities.at("structured").at("exact").at("f1").as_double(), 2.0 / 3);
  EXPECT_EQ(entities.at("tagged_covered"), false);
  EXPECT_EQ(entities.at("types").at("PERSON").at("structured"), false);
  EXPECT_EQ(entities.at("sources").at("a").at("structured").at("expected").to_number<int>(), 1);
}

TEST(FileReport, TextOfScores) {
  FileReport report = scores();
  report.bad_rows = 2;
  report.looked_for = false;
  const std::string text = to_text(report);
  EXPECT_THAT(text, HasSubstr("injection.jsonl: 5 rows (2 more are unusable), 0.00 MB of text, "
                              "3.0 µs a row (p99 4.0), 3.3 MB/s\n"));
  EXPECT_THAT(text, HasSubstr("\njailbreak_score > 0.8 (default)\n"));
  EXPECT_THAT(text, HasSubstr("No detector of this build finds it"));
  EXPECT_THAT(text,
              HasSubstr("source    pos  neg  precision  recall     F1    FPR    AUC   recall@1%FP\n"
                        "all         3    2      1.000   0.333  0.500  0.000  0.833         0.667\n"
                        "attacks     2    0      1.000   0.500  0.667      -  0.750*        0.500\n"
                        "harmless    0    1          -       -      -  0.000  1.000*            -\n"
                        "mixed       1    1          -   0.000  0.000  0.000  1.000         1.000\n"
                        "* against the other label's rows of the whole file\n"));
}

TEST(FileReport, JsonOfScores) {
  const auto json = to_json(scores());
  const auto& score = json.at("score").as_object();
  EXPECT_EQ(score.at("signal"), "jailbreak_score");
  EXPECT_EQ(score.at("total").at("recall").as_double(), 1.0 / 3);
  EXPECT_EQ(score.at("sources").at("attacks").at("auc_against"), "file");
  EXPECT_TRUE(score.at("sources").at("attacks").at("false_positive_rate").is_null());
  EXPECT_FALSE(json.contains("entities"));
}

}  // namespace
}  // namespace gs::measure
