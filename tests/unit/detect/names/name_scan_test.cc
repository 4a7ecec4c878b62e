#include "detect/names/name_scan.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/utf8.h"
#include "fixtures/cpu_clock.h"
#include "unit/detect/names/name_fixture.h"

namespace gs::detect {
namespace {

// Texts made of the words of kNameText, in which a random model finds names of all kinds.
std::string random_text(std::mt19937& random, size_t words) {
  std::string text;
  const auto tokens = name_tokens(kNameText);
  for (size_t i = 0; i < words; ++i) {
    const NameToken& token = tokens[random() % tokens.size()];
    text += kNameText.substr(token.begin, token.end - token.begin);
    constexpr std::string_view kGaps[] = {" ", " ", " ", "", "\n", "  \n"};
    text += kGaps[random() % std::size(kGaps)];
  }
  return text;
}

TEST(NameScan, JudgesAWordByItsClusterAndItsNeighbours) {
  // What is known of "Berg" and "met" is their clusters, and a weight for this pair of them.
  NameModelContent content;
  content.unit = 0.04f;
  content.words[1] = kCommon;
  std::vector<NameToken> tokens = name_tokens("Berg met");
  for (size_t i = 0; i < tokens.size(); ++i) {
    tokens[i].cluster = static_cast<uint16_t>(0x0101 + i);
    content.clusters[tokens[i].word] = tokens[i].cluster;
  }
  const NameFeatures features = features_at(tokens, 0);
  content.weights[features.back()][begin_tag(NameType::kPerson)] = 100;
  const auto model = model_of(content);
  EXPECT_EQ(names_in(*model, "Berg met").size(), 1u);
  EXPECT_TRUE(names_in(*model, "Berg saw").empty());
  EXPECT_TRUE(names_in(*model, "Burg met").empty());
}

TEST(NameScan, AnyCutOfTheTextGivesTheSame) {
  std::mt19937 random(11);
  size_t found = 0;
  for (uint32_t seed = 0; seed < 8; ++seed) {
    const auto model = model_of(random_content(kNameText, seed));
    for (int round = 0; round < 12; ++round) {
      const std::string text = random_text(random, 5 + random() % 120);
      const auto whole = names_in(*model, text);
      found += whole.size();
      for (const size_t piece : {1, 2, 7, 40}) EXPECT_EQ(names_in(*model, text, piece), whole);
    }
  }
  EXPECT_GT(found, 500u);
}

TEST(NameScan, LongTextsTooWhenOldTokensAreForgotten) {
  std::mt19937 random(12);
  const auto model = model_of(random_content(kNameText, 3));
  const std::string text = random_text(random, 5000);
  EXPECT_EQ(names_in(*model, text, 13), names_in(*model, text));
}

TEST(NameScan, HoldsBackWhatIsStillOpenAndNothingForLong) {
  const auto model = model_of(random_content(kNameText, 5));
  std::mt19937 random(13);
  const std::string text = random_text(random, 2000);
  NameScan scan(*model);
  std::vector<Finding> findings;
  size_t before = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t known = findings.size();
    const size_t size = utf8_sequence_length(std::string_view(text).substr(at));
    // What is given out was held back before.
    scan.feed(text.substr(at, size), findings);
    at += size;
    for (size_t i = known; i < findings.size(); ++i) EXPECT_GE(findings[i].span.begin, before);
    EXPECT_GE(scan.open_from(), before);
    before = scan.open_from();
    EXPECT_LE(at - before, (2 * kMaxOpenTokens + kMaxNameTokens) * kMaxTokenCharacters);
  }
  EXPECT_GT(findings.size(), 50u);
}

TEST(NameScan, EverySegmentBeginsAnew) {
  const auto model = model_of(random_content(kNameText, 2));
  NameScan scan(*model);
  std::vector<Finding> first;
  std::vector<Finding> second;
  scan.feed(kNameText, first);
  scan.end_segment(first);
  scan.feed(kNameText, second);
  scan.end_segment(second);
  ASSERT_EQ(first.size(), second.size());
  for (size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].span.begin, second[i].span.begin);
}

TEST(NameScan, HostileTextsOfEightMebibytesTakeLessThanASecond) {
  const auto model = model_of(random_content(kNameText, 2));
  constexpr size_t kBytes = 8 * 1024 * 1024;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr std::chrono::seconds kLimit(60);
#elif defined(NDEBUG)
  constexpr std::chrono::seconds kLimit(1);
#else
  constexpr std::chrono::seconds kLimit(8);  // dev is built for finding faults
#endif
  for (const std::string_view unit :
       {"a", "Anna ", "1", "\n", "[A", "A b ", "1 ", "Anna Berg in New York "}) {
    std::string text;
    while (text.size() < kBytes) text += unit;
    const auto began = CpuClock::now();
    names_in(*model, text);
    EXPECT_LT(CpuClock::now() - began, kLimit) << unit;
  }
}

}  // namespace
}  // namespace gs::detect
