#include "detect/harm/parts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace gs::detect {
namespace {

using Pairs = std::vector<std::pair<size_t, size_t>>;

Pairs runs_of(const std::vector<size_t>& borders) {
  std::vector<Stretch> runs;
  find_runs(borders, runs);
  Pairs made;
  for (const Stretch& part : runs) made.emplace_back(part.first, part.last);
  std::sort(made.begin(), made.end());
  return made;
}

TEST(PartsTest, SentencesInARow) {
  EXPECT_EQ(runs_of({0, 3, 5, 9}), (Pairs{{0, 5}, {0, 9}, {3, 9}}));
}

TEST(PartsTest, NothingHasNone) {
  EXPECT_TRUE(runs_of({0}).empty());
  EXPECT_TRUE(runs_of({0, 5}).empty());
}

TEST(PartsTest, TheirNumberIsBounded) {
  std::vector<size_t> borders{0};
  for (size_t i = 1; i < 1000; ++i) borders.push_back(borders.back() + 1 + i % 48);
  const Pairs found = runs_of(borders);
  EXPECT_LE(found.size(), 5 * borders.back());
  for (const auto& [first, last] : found) ASSERT_LT(first, last);
}

}  // namespace
}  // namespace gs::detect
