#include "detect/verbatim/winnower.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace gs::detect {
namespace {

struct Selected {
  size_t gram = 0;  // number of its first token
  uint64_t fingerprint = 0;
  uint64_t window = 0;
  bool operator==(const Selected&) const = default;
};

std::vector<Selected> select(const std::vector<uint64_t>& tokens) {
  std::vector<Selected> windows;
  Winnower winnower;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (!winnower.push(tokens[i])) continue;
    windows.push_back({i + 1 - kMatchTokens + winnower.gram_offset(), winnower.fingerprint(),
                       winnower.window_hash()});
  }
  return windows;
}

std::vector<uint64_t> random_tokens(std::mt19937_64& random, size_t count, size_t alphabet) {
  std::vector<uint64_t> tokens(count);
  for (uint64_t& token : tokens) token = (random() % alphabet + 1) * 0x9E3779B97F4A7C15;
  return tokens;
}

TEST(Winnower, SelectsOfEachWindowWhatTheWindowAloneSelects) {
  std::mt19937_64 random(1);
  for (const size_t alphabet : {1, 2, 3, 1000}) {
    const auto tokens = random_tokens(random, 400, alphabet);
    const auto windows = select(tokens);
    ASSERT_EQ(windows.size(), tokens.size() - kMatchTokens + 1);
    for (size_t i = 0; i < windows.size(); ++i) {
      const auto begin = tokens.begin() + static_cast<ptrdiff_t>(i);
      auto alone = select({begin, begin + kMatchTokens});
      ASSERT_EQ(alone.size(), 1u);
      alone[0].gram += i;
      EXPECT_EQ(windows[i], alone[0]) << alphabet << " " << i;
    }
  }
}

TEST(Winnower, SelectsTheRightmostOfTheSmallest) {
  std::mt19937_64 random(2);
  const auto tokens = random_tokens(random, 300, 2);
  std::map<size_t, uint64_t> grams;  // the fingerprints by their place
  for (const Selected& window : select(tokens)) grams[window.gram] = window.fingerprint;
  const auto windows = select(tokens);
  for (size_t i = 0; i < windows.size(); ++i) {
    for (size_t gram = i; gram < i + kWindowGrams; ++gram) {
      if (!grams.contains(gram)) continue;
      EXPECT_GE(grams[gram], windows[i].fingerprint);
      EXPECT_TRUE(gram <= windows[i].gram || grams[gram] != windows[i].fingerprint);
    }
  }
}

TEST(Winnower, SelectsOneGramInFive) {
  std::mt19937_64 random(3);
  std::set<size_t> selected;
  const auto tokens = random_tokens(random, 50'000, 1000);
  for (const Selected& window : select(tokens)) selected.insert(window.gram);
  EXPECT_NEAR(static_cast<double>(selected.size()) / 50'000, 0.2, 0.01);
}

TEST(Winnower, TellsWindowsApart) {
  std::mt19937_64 random(4);
  std::map<uint64_t, std::vector<uint64_t>> seen;
  const auto tokens = random_tokens(random, 20'000, 2);
  const auto windows = select(tokens);
  for (size_t i = 0; i < windows.size(); ++i) {
    const auto begin = tokens.begin() + static_cast<ptrdiff_t>(i);
    const std::vector<uint64_t> content(begin, begin + kMatchTokens);
    const auto [known, is_new] = seen.try_emplace(windows[i].window, content);
    EXPECT_EQ(known->second, content);
  }
}

}  // namespace
}  // namespace gs::detect
