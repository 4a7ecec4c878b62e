#include "detect/injection/phrases.h"

#include <gtest/gtest.h>

#include "detect/injection/evidence.h"
#include "detect/injection/phrase_matcher.h"
#include "detect/injection/surprise.h"

namespace gs::detect {
namespace {

PhraseSet set_of(std::string_view line) {
  return *PhraseSet::create({parse_phrase({Family::kOverride, 100, line})});
}

size_t hits(std::string_view line, std::string_view reading, bool joined = false) {
  const PhraseSet set = set_of(line);
  PhraseMatcher matcher(set);
  return matcher.find(reading, joined).size();
}

TEST(PhrasesTest, EveryRowCanBeUsed) {
  const std::vector<ParsedPhrase> rows = all_phrases();
  EXPECT_GT(rows.size(), 400u);
  for (const ParsedPhrase& row : rows) {
    EXPECT_GT(row.weight, 0);
    EXPECT_LE(row.weight, 1);
    ASSERT_FALSE(row.parts.empty());
    for (const PhrasePart& part : row.parts) EXPECT_FALSE(part.literals.empty());
  }
  EXPECT_TRUE(PhraseSet::create(rows).has_value());
}

TEST(PhrasesTest, WordsFollowEachOtherWithinTheirGap) {
  EXPECT_EQ(hits("ignore rules", "ignore the old rules"), 1u);
  EXPECT_EQ(hits("ignore ~4:rules", "ignore the old rules"), 0u);
  EXPECT_EQ(hits("ignore rules", "rules ignore"), 0u);
  EXPECT_EQ(hits("ignore rules", "please ignore it. rules"), 0u) << "another sentence";
  EXPECT_EQ(hits("ignore|skip rules|orders", "skip those orders"), 1u);
  EXPECT_EQ(hits("do+anything+now", "you can do anything now"), 1u);
  EXPECT_EQ(hits("<^end^>", "x<|end|>y"), 1u);
}

TEST(PhrasesTest, ShortWordsAreWholeWords) {
  EXPECT_EQ(hits("rule", "the ruler"), 0u);
  EXPECT_EQ(hits("rule", "overrule"), 0u);
  EXPECT_EQ(hits("rule", "a rule."), 1u);
  EXPECT_EQ(hits("instruct", "instructions"), 1u);
  EXPECT_EQ(hits("instruct_", "instructions"), 0u);
  EXPECT_EQ(hits("ignore rules", "ignorerules"), 0u);
  EXPECT_EQ(hits("ignore rules", "ignorerules", true), 1u) << "put together from letters";
}

TEST(PhrasesTest, ARefusedRowSaysSo) {
  ParsedPhrase row{Family::kOverride, 1.0, {{{""}, 24}}};
  const auto set = PhraseSet::create({row});
  ASSERT_FALSE(set.has_value());
  EXPECT_EQ(set.error().message, "a phrase has an empty word");
}

TEST(InjectionScoreTest, NeverFallsWhenEvidenceIsAdded) {
  EXPECT_EQ(injection_score({}), 0);
  for (const bool in_data : {false, true}) {
    for (size_t i = 0; i < kFamilyCount; ++i) {
      Evidence evidence;
      evidence.in_data = in_data;
      evidence.family[index_of(Family::kRolePlay)] = 0.5f;
      const double before = injection_score(evidence);
      evidence.family[i] = 1;
      EXPECT_GE(injection_score(evidence), before) << i;
    }
  }
  Evidence override_alone;
  override_alone.family[index_of(Family::kOverride)] = 1;
  EXPECT_GT(injection_score(override_alone), 0.8);
}

TEST(SurpriseTest, GibberishStandsOutWhereverItIs) {
  const std::string gibberish = "語ж∑я⊕ю∞語ж∑я⊕ю∞";
  const std::string prose = "The bill of 240 euros has been paid; a copy is in the folder. ";
  const double alone = most_surprising(gibberish).sum;
  EXPECT_GT(surprise_of(alone), 0.5);
  EXPECT_LT(surprise_of(most_surprising(prose + prose).sum), 0.1);
  const Surprise inside = most_surprising(prose + gibberish + prose);
  EXPECT_GE(inside.sum, alone - 1);
  EXPECT_GE(inside.span.begin, prose.size() - 3);
}

}  // namespace
}  // namespace gs::detect
