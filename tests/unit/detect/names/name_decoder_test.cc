// The decoder against all taggings of short texts, and against the plain form of Viterbi's
// algorithm on longer ones.
#include "detect/names/name_decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "unit/detect/names/name_fixture.h"

namespace gs::detect {
namespace {

constexpr int kNever = -1'000'000;

std::vector<NameTag> decode(const NameModel& model, const std::vector<TagScores>& scores) {
  NameDecoder decoder(model);
  std::vector<DecidedTag> decided;
  for (const TagScores& each : scores) decoder.push(each, true, decided);
  decoder.finish(decided);
  std::vector<NameTag> tags;
  for (const DecidedTag& each : decided) tags.push_back(each.tag);
  return tags;
}

int worth(const NameModel& model, const std::vector<TagScores>& scores,
          const std::vector<NameTag>& tags) {
  int sum = 0;
  NameTag before = kOutside;
  for (size_t i = 0; i < tags.size(); ++i) {
    if (!may_follow(before, tags[i])) return kNever;
    sum += scores[i][tags[i]] + model.transitions(before)[tags[i]];
    before = tags[i];
  }
  return sum;
}

int best_of_all(const NameModel& model, const std::vector<TagScores>& scores) {
  std::vector<NameTag> tags(scores.size(), 0);
  int best = kNever;
  for (;;) {
    best = std::max(best, worth(model, scores, tags));
    size_t at = 0;
    while (at < tags.size() && ++tags[at] == kNameTags) tags[at++] = 0;
    if (at == tags.size()) return best;
  }
}

int naive_viterbi(const NameModel& model, const std::vector<TagScores>& scores) {
  std::vector<int> reach(kNameTags, kNever);
  reach[kOutside] = 0;
  for (const TagScores& each : scores) {
    std::vector<int> next(kNameTags, kNever);
    for (NameTag tag = 0; tag < kNameTags; ++tag) {
      for (NameTag before = 0; before < kNameTags; ++before) {
        if (!may_follow(before, tag)) continue;
        next[tag] = std::max(next[tag], reach[before] + model.transitions(before)[tag] + each[tag]);
      }
    }
    reach = next;
  }
  return *std::max_element(reach.begin(), reach.end());
}

std::vector<TagScores> random_scores(std::mt19937& random, size_t size, int spread) {
  std::vector<TagScores> scores(size);
  for (TagScores& each : scores) {
    each = {};
    for (size_t tag = 0; tag < kNameTags; ++tag) {
      each[tag] = static_cast<int16_t>(static_cast<int>(random() % (2 * spread)) - spread);
    }
  }
  return scores;
}

TEST(NameDecoder, FindsTheBestOfAllTaggings) {
  const auto model = model_of(random_content(kNameText, 1));
  std::mt19937 random(2);
  for (int round = 0; round < 30; ++round) {
    const auto scores = random_scores(random, 1 + random() % 4, 100);
    EXPECT_EQ(worth(*model, scores, decode(*model, scores)), best_of_all(*model, scores));
  }
}

TEST(NameDecoder, AgreesWithThePlainAlgorithm) {
  const auto model = model_of(random_content(kNameText, 3));
  std::mt19937 random(4);
  for (int round = 0; round < 200; ++round) {
    const auto scores = random_scores(random, 1 + random() % 60, 200);
    EXPECT_EQ(worth(*model, scores, decode(*model, scores)), naive_viterbi(*model, scores));
  }
}

TEST(NameDecoder, DecidesWithinABoundedNumberOfTokens) {
  const auto model = model_of(random_content(kNameText, 5));
  NameDecoder decoder(*model);
  std::vector<DecidedTag> decided;
  const TagScores undecided{};
  for (size_t i = 1; i <= 1000; ++i) {
    decoder.push(undecided, true, decided);
    EXPECT_LT(i - decided.size(), kMaxOpenTokens);
  }
  decoder.finish(decided);
  EXPECT_EQ(decided.size(), 1000u);
}

TEST(NameDecoder, KeepsNamesOutOfTokensThatAreNone) {
  const auto model = model_of(random_content(kNameText, 6));
  NameDecoder decoder(*model);
  std::vector<DecidedTag> decided;
  TagScores scores{};
  scores.fill(5000);
  scores[kOutside] = -5000;
  decoder.push(scores, false, decided);
  decoder.finish(decided);
  ASSERT_EQ(decided.size(), 1u);
  EXPECT_EQ(decided[0].tag, kOutside);
}

TEST(NameDecoder, SurvivesScoresAtTheirLimits) {
  const auto model = model_of(random_content(kNameText, 7));
  NameDecoder decoder(*model);
  std::vector<DecidedTag> decided;
  std::mt19937 random(8);
  for (int i = 0; i < 2000; ++i) {
    TagScores scores;
    for (int16_t& each : scores) {
      each =
          static_cast<int16_t>(random() % 2 == 0 ? 127 * kNameFeatures : -127 * int{kNameFeatures});
    }
    decoder.push(scores, random() % 3 != 0, decided);
  }
  decoder.finish(decided);
  ASSERT_EQ(decided.size(), 2000u);
  for (const DecidedTag& each : decided) EXPECT_LT(each.tag, kNameTags);
}

}  // namespace
}  // namespace gs::detect
