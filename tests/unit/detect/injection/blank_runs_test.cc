#include "detect/injection/blank_runs.h"

#include <gtest/gtest.h>

#include <random>

namespace gs::detect {
namespace {

TEST(BlankRunsTest, ATextWithoutRunsIsItself) {
  BlankRuns runs;
  const std::string text = "one two\n three, four five six seven eight";
  EXPECT_EQ(runs.squeeze(text).data(), text.data());
  EXPECT_EQ(runs.original(5), 5u);
}

TEST(BlankRunsTest, EveryCharacterIsFoundAgain) {
  std::mt19937 random(5);
  BlankRuns runs;
  for (int round = 0; round < 2000; ++round) {
    std::string text, expected;
    for (size_t left = random() % 40; left > 0; --left) text += "a \t\nb "[random() % 6];
    for (size_t i = 0; i < text.size(); ++i) {
      const bool blank = text[i] == ' ' || text[i] == '\t';
      if (blank && i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\t')) continue;
      expected += blank ? ' ' : text[i];
    }
    const std::string_view squeezed = runs.squeeze(text);
    ASSERT_EQ(squeezed, expected) << round;
    for (size_t i = 0; i < squeezed.size(); ++i) {
      const char there = text[runs.original(i)];
      ASSERT_EQ(squeezed[i], there == '\t' ? ' ' : there) << round << " " << i;
    }
  }
}

}  // namespace
}  // namespace gs::detect
