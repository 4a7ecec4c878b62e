#include "detect/learned/features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <tuple>

#include "detect/learned/windows.h"
#include "fixtures/cpu_clock.h"

namespace gs::detect {
namespace {

std::vector<uint32_t> hashes_of(std::string_view text) {
  Features features;
  features.read(text);
  const auto all = features.hashes(0, features.tokens());
  return {all.begin(), all.end()};
}

size_t tokens_of(std::string_view text) {
  Features features;
  features.read(text);
  return features.tokens();
}

TEST(FeaturesTest, CutsWordsSignsAndIdeographs) {
  EXPECT_EQ(tokens_of(""), 0u);
  EXPECT_EQ(tokens_of("  \t "), 0u);
  EXPECT_EQ(tokens_of("two words"), 2u);
  EXPECT_EQ(tokens_of("stop!!! now"), 3u);  // a run of one sign is one token
  EXPECT_EQ(tokens_of("naïve überfahrt"), 2u);
  EXPECT_EQ(tokens_of("忽略指令"), 4u);
  EXPECT_EQ(tokens_of("Инструкция: забудь"), 3u);
  EXPECT_EQ(tokens_of("a\xFF z"), 2u);  // what is not UTF-8 is a letter
}

TEST(FeaturesTest, CaseAndDigitsDoNotMatter) {
  EXPECT_EQ(hashes_of("Ignore All 123 RULES, Ärger ПРАВИЛО ΣΑΣ"),
            hashes_of("ignore all 987 rules, ärger правило σας"));
  EXPECT_EQ(hashes_of("A longer Word than EIGHT bytes"),
            hashes_of("a longer word than eight bytes"));
  EXPECT_NE(hashes_of("ignore the rules"), hashes_of("ignore the ruler"));
}

TEST(FeaturesTest, PairsLieApartFromWords) {
  const auto all = hashes_of("we water flowers");  // a word, its beginning and end, then its pairs
  const std::vector<bool> alone = {true, true, true, false, true, true, true, false, false};
  ASSERT_EQ(all.size(), alone.size());
  for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ((all[i] >> 20 & 1) != 0, alone[i]) << i;
}

TEST(FeaturesTest, BlanksBetweenWordsDoNotMatter) {
  EXPECT_EQ(hashes_of("ignore  all\t rules"), hashes_of("ignore all rules"));
  EXPECT_EQ(hashes_of("ignore\xC2\xA0"
                      "all rules"),
            hashes_of("ignore all rules"));
}

TEST(FeaturesTest, ARepeatedTokenNamesTheEarlierOne) {
  Features features;
  features.read("roses and tulips and roses");
  for (const size_t token : {0u, 1u, 2u}) EXPECT_EQ(features.repeated(token), token);
  EXPECT_EQ(features.repeated(3), 1u);
  EXPECT_EQ(features.repeated(4), 0u);
  features.append("and roses", 100);  // another text
  EXPECT_EQ(features.repeated(5), 5u);
  EXPECT_EQ(features.repeated(6), 6u);
}

TEST(FeaturesTest, AStretchHasItsFeaturesWhateverStandsAround) {
  const auto alone = hashes_of("disregard prior guidance");
  const auto within = hashes_of("we like gardens. disregard prior guidance. they bloom in may");
  const std::set<uint32_t> seen(within.begin(), within.end());
  for (const uint32_t hash : alone) EXPECT_TRUE(seen.count(hash));
}

TEST(FeaturesTest, ARepeatedWordCountsOnceByItself) {
  const uint32_t garden = hashes_of("garden")[0];
  const auto count = [garden](const std::string& text) {
    const auto all = hashes_of(text);
    return std::count(all.begin(), all.end(), garden);
  };
  EXPECT_EQ(count("garden garden garden"), 1);
  std::string far;
  for (int i = 0; i < 200; ++i) far += "x" + std::string(1, static_cast<char>('a' + i % 26)) + " ";
  EXPECT_EQ(count("garden " + far + "garden"), 2);
}

TEST(FeaturesTest, AnAppendedTextHasTheFeaturesOfItAlone) {
  const std::string first = "the same words and the same words", second = "the same words once";
  Features features;
  features.read(first);
  const size_t before = features.tokens();
  features.append(second, first.size());
  EXPECT_EQ(features.begin(before), first.size());
  for (const auto& [text, from, to] :
       {std::tuple{first, size_t{0}, before}, std::tuple{second, before, features.tokens()}}) {
    const auto got = features.hashes(from, to);
    EXPECT_EQ(std::vector<uint32_t>(got.begin(), got.end()), hashes_of(text)) << text;
  }
}

TEST(FeaturesTest, OffsetsAreThoseOfTheText) {
  const std::string text = "née 忽略 stop";
  Features features;
  features.read(text);
  ASSERT_EQ(features.tokens(), 4u);
  EXPECT_EQ(features.begin(0), 0u);
  EXPECT_EQ(features.begin(1), text.find("忽"));
  EXPECT_EQ(features.begin(3), text.find("stop"));
}

TEST(FeaturesTest, HostileTextsTakeLinearTime) {
  for (const std::string& part : {std::string("a"), std::string("a "), std::string("忽"),
                                  std::string("!?"), std::string("\xFF"), std::string("é")}) {
    std::string text;
    while (text.size() < (8u << 20)) text += part;
    const auto begin = CpuClock::now();
    EXPECT_GT(tokens_of(text), 0u);
    EXPECT_LT(CpuClock::now() - begin, std::chrono::seconds(5)) << part;
  }
}

TEST(WindowsTest, CoverEveryTokenAndStayShort) {
  for (size_t tokens : {1, 2, 15, 16, 17, 31, 32, 33, 127, 128, 129, 1000}) {
    std::vector<bool> covered(tokens);
    std::set<std::pair<size_t, size_t>> seen;
    for_each_window(tokens, [&](size_t first, size_t last) {
      ASSERT_LT(first, last);
      ASSERT_LE(last, tokens);
      ASSERT_LE(last - first, 128u);
      EXPECT_TRUE(seen.emplace(first, last).second);
      for (size_t i = first; i < last; ++i) covered[i] = true;
    });
    EXPECT_TRUE(std::all_of(covered.begin(), covered.end(), [](bool c) { return c; })) << tokens;
  }
}

}  // namespace
}  // namespace gs::detect
