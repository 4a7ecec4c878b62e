#include "detect/harm/stretches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace gs::detect {
namespace {

std::vector<std::pair<size_t, size_t>> stretches_of(const std::string& text) {
  Features features;
  features.read(text);
  std::vector<Stretch> found;
  find_stretches(text, features, found);
  std::vector<std::pair<size_t, size_t>> made;
  for (const Stretch& stretch : found) made.emplace_back(stretch.first, stretch.last);
  std::sort(made.begin(), made.end());
  made.erase(std::unique(made.begin(), made.end()), made.end());
  return made;
}

using Pairs = std::vector<std::pair<size_t, size_t>>;

TEST(StretchesTest, SentencesPairsAndTheWhole) {
  // The stops are tokens too.
  EXPECT_EQ(stretches_of("One two. Three! Four five six?"),
            (Pairs{{0, 3}, {0, 5}, {0, 9}, {3, 5}, {3, 9}, {5, 9}}));
}

TEST(StretchesTest, ALineEndsASentence) {
  EXPECT_EQ(stretches_of("one two\nthree"), (Pairs{{0, 3}, {0, 4}, {3, 4}}));
}

TEST(StretchesTest, AStopWithinAWordEndsNothing) {
  EXPECT_EQ(stretches_of("version 1.2 of example.org").size(), 1u);
}

TEST(StretchesTest, KnowsStopsOfOtherScripts) {
  EXPECT_EQ(stretches_of("你好。再见").size(), 3u);
}

TEST(StretchesTest, CutsWhatNeverEnds) {
  std::string text;
  for (int i = 0; i < 100; ++i)
    text += "word" + std::string(1, static_cast<char>('a' + i % 26)) + " ";
  const Pairs found = stretches_of(text);
  EXPECT_NE(std::find(found.begin(), found.end(), std::pair<size_t, size_t>{0, 48}), found.end());
  EXPECT_NE(std::find(found.begin(), found.end(), std::pair<size_t, size_t>{48, 96}), found.end());
  EXPECT_NE(std::find(found.begin(), found.end(), std::pair<size_t, size_t>{0, 100}), found.end());
}

TEST(StretchesTest, NothingHasNone) {
  EXPECT_TRUE(stretches_of("").empty());
  EXPECT_TRUE(stretches_of("   ").empty());
}

TEST(StretchesTest, EveryTokenIsInSomeStretchAndTheirNumberIsBounded) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += i % 7 == 0 ? "end. " : "word ";
  Features features;
  features.read(text);
  std::vector<Stretch> found;
  find_stretches(text, features, found);
  std::vector<bool> covered(features.tokens());
  for (const Stretch& stretch : found) {
    ASSERT_LT(stretch.first, stretch.last);
    ASSERT_LE(stretch.last, features.tokens());
    for (size_t i = stretch.first; i < stretch.last; ++i) covered[i] = true;
  }
  EXPECT_EQ(std::count(covered.begin(), covered.end(), false), 0);
  EXPECT_LE(found.size(), 3 * features.tokens());
}

}  // namespace
}  // namespace gs::detect
