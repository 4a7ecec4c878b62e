#include "measure/ranking.h"

#include <gtest/gtest.h>

#include <random>

namespace gs::measure {
namespace {

// "+0.9 -0.1": positive and negative rows in words.
std::vector<Scored> rows(const std::string& text) {
  std::vector<Scored> list;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find(' ', at);
    if (end == std::string::npos) end = text.size();
    list.push_back({std::stod(text.substr(at + 1, end - at - 1)), text[at] == '+'});
    at = end + 1;
  }
  return list;
}

// The definition, pair by pair.
double auc_of_pairs(const std::vector<Scored>& list) {
  double won = 0;
  double pairs = 0;
  for (const Scored& positive : list) {
    for (const Scored& negative : list) {
      if (!positive.positive || negative.positive) continue;
      ++pairs;
      if (positive.score == negative.score) won += 0.5;
      if (positive.score > negative.score) won += 1;
    }
  }
  return won / pairs;
}

TEST(Auc, AgreesWithValuesByHand) {
  struct Row {
    const char* rows;
    double auc;
  };
  for (const Row& row : std::vector<Row>{
           {"+0.9 +0.8 -0.2 -0.1", 1},
           {"-0.9 +0.1", 0},
           {"+0.5 -0.5", 0.5},
           {"+0 +0 -0 -0 -0", 0.5},
           {"+0.9 -0.5 +0.5 -0.1", 0.875},  // of four pairs three are won and one is a tie
           {"+0.3 -0.2 +0.1", 0.5},
           {"+0.7 -0.7 -0.7 -0.1 +0.1", (2 * 0.5 + 1 + 0.5) / 6},
       }) {
    EXPECT_NEAR(*auc(rows(row.rows)), row.auc, 1e-12) << row.rows;
  }
}

TEST(Auc, NeedsBothKinds) {
  EXPECT_FALSE(auc({}));
  EXPECT_FALSE(auc(rows("+0.1 +0.2")));
  EXPECT_FALSE(auc(rows("-0.1")));
}

TEST(Auc, AgreesWithAllPairsOnRandomRowsWithManyTies) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::vector<Scored> list = rows("+0.5 -0.5");
    for (int i = 0; i < 60; ++i) {
      const double score = static_cast<double>(random() % 8) / 8;
      list.push_back({score, random() % 3 == 0});
    }
    EXPECT_NEAR(*auc(list), auc_of_pairs(list), 1e-12);
  }
}

TEST(BestCut, WithFewNegativesAllowsNone) {
  const auto cut = best_cut(rows("+0.9 +0.8 -0.7 +0.6 -0.1"), 0.01);
  ASSERT_TRUE(cut);
  EXPECT_DOUBLE_EQ(cut->recall, 2.0 / 3);
  EXPECT_EQ(cut->false_positives, 0u);
  EXPECT_DOUBLE_EQ(cut->least_score, 0.8);
}

TEST(BestCut, DoesNotSplitTies) {
  // A positive row that shares the highest score with a negative one cannot be had.
  const auto cut = best_cut(rows("+0.9 -0.9 +0.8"), 0.01);
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->recall, 0);
  EXPECT_FALSE((Threshold{cut->least_score, true}.flags(1)));
}

TEST(BestCut, CountsTheShareOfAHundredExactly) {
  std::vector<Scored> list = rows("-0.95 +0.9 -0.85 +0.8");
  for (int i = 0; i < 98; ++i) list.push_back({0.1, false});
  ASSERT_EQ(flagged(list, {}).negatives, 100u);
  EXPECT_DOUBLE_EQ(best_cut(list, 0.01)->recall, 0.5);  // one of a hundred may be flagged
  EXPECT_DOUBLE_EQ(best_cut(list, 0.02)->recall, 1);
  list.erase(list.end() - 1);  // 99 negatives: none may
  EXPECT_DOUBLE_EQ(best_cut(list, 0.01)->recall, 0);
}

TEST(BestCut, NeedsBothKinds) {
  EXPECT_FALSE(best_cut(rows("+0.1"), 0.01));
  EXPECT_FALSE(best_cut({}, 0.01));
}

TEST(FlaggedRows, ReadTheThresholdAsARuleDoes) {
  const std::vector<Scored> list = rows("+0.9 +0.8 +0.1 -0.8 -0.81 -0.2");
  const Flagged above = flagged(list, {0.8, false});
  EXPECT_EQ(above.true_positives, 1u);
  EXPECT_EQ(above.false_positives, 1u);
  EXPECT_DOUBLE_EQ(*above.precision(), 0.5);
  EXPECT_DOUBLE_EQ(*above.recall(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(*above.f1(), 0.4);
  EXPECT_DOUBLE_EQ(*above.false_positive_rate(), 1.0 / 3);
  const Flagged inclusive = flagged(list, {0.8, true});
  EXPECT_EQ(inclusive.true_positives, 2u);
  EXPECT_EQ(inclusive.false_positives, 2u);
}

TEST(FlaggedRows, HaveNoRateWithoutADenominator) {
  const Flagged none = flagged(rows("-0.1"), {});
  EXPECT_FALSE(none.precision());
  EXPECT_FALSE(none.recall());
  EXPECT_FALSE(none.f1());
  EXPECT_EQ(none.false_positive_rate(), 0);
  EXPECT_FALSE(flagged(rows("+0.1"), {}).false_positive_rate());
}

}  // namespace
}  // namespace gs::measure
