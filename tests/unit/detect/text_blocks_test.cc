#include "detect/text_blocks.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace gs::detect {
namespace {

using Blocks = std::vector<std::pair<size_t, std::string>>;

Blocks blocks_of(std::string_view text, size_t piece) {
  TextBlocks blocks;
  Blocks found;
  const auto read = [&](std::string_view block, size_t begin) {
    found.emplace_back(begin, std::string(block));
  };
  blocks.begin_segment();
  for (size_t at = 0; at < text.size(); at += piece) blocks.feed(text.substr(at, piece), read);
  blocks.end_segment(read);
  return found;
}

std::string text_of(size_t bytes, std::string_view unit) {
  std::string text;
  while (text.size() < bytes) text += unit;
  return text;
}

TEST(TextBlocks, AShortTextIsOneBlockAndAnEmptyOneNone) {
  EXPECT_EQ(blocks_of("abc", 1), (Blocks{{0, "abc"}}));
  EXPECT_EQ(blocks_of("", 1), Blocks{});
}

TEST(TextBlocks, BlocksOverlapAndMissNothing) {
  for (const std::string_view unit : {"a", "é", "語 ", "abc😀"}) {
    const std::string text = text_of(100'000, unit);
    const Blocks blocks = blocks_of(text, text.size());
    ASSERT_EQ(blocks.size(), 4u) << unit;
    size_t end = 0;
    for (const auto& [begin, block] : blocks) {
      EXPECT_EQ(block, text.substr(begin, block.size())) << unit;
      EXPECT_NE(static_cast<unsigned char>(block[0]) & 0xC0, 0x80) << unit;
      EXPECT_LE(block.size(), TextBlocks::kBytes + 3) << unit;
      if (begin > 0) {
        EXPECT_NEAR(end - begin, TextBlocks::kOverlap, 3) << unit;
      }
      end = begin + block.size();
    }
    EXPECT_EQ(end, text.size()) << unit;
  }
}

TEST(TextBlocks, DoNotDependOnTheCut) {
  const std::string text = text_of(70'001, "aé語😀");
  const Blocks whole = blocks_of(text, text.size());
  for (const size_t piece : {1, 3, 7, 4096, 32768}) EXPECT_EQ(blocks_of(text, piece), whole);
}

TEST(TextBlocks, ARestThatWasReadIsNotReadAgain) {
  const std::string text(TextBlocks::kBytes, 'a');
  EXPECT_EQ(blocks_of(text, 1).size(), 1u);
  EXPECT_EQ(blocks_of(text + "b", 1).size(), 2u);
}

}  // namespace
}  // namespace gs::detect
