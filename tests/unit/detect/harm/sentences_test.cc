#include "detect/harm/sentences.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gs::detect {
namespace {

std::vector<std::string> sentences_of(std::string_view text) {
  std::vector<std::string> found;
  while (!text.empty()) {
    const size_t length = sentence_length(text);
    found.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return found;
}

using Sentences = std::vector<std::string>;

TEST(SentencesTest, EndBehindStopsAndWithLines) {
  EXPECT_EQ(sentences_of("One two. Three! Four?\nFive"),
            (Sentences{"One two.", " Three!", " Four?", "\n", "Five"}));
}

TEST(SentencesTest, AnyBlankWillDo) {
  EXPECT_EQ(sentences_of("One.  Two.\tThree.\r\n").size(), 4u);
}

TEST(SentencesTest, AStopWithinAWordEndsNothing) {
  EXPECT_EQ(sentences_of("version 1.2 of example.org").size(), 1u);
}

TEST(SentencesTest, KnowStopsOfOtherScripts) {
  EXPECT_EQ(sentences_of("你好。再见"), (Sentences{"你好。", "再见"}));
  EXPECT_EQ(sentences_of("नमस्ते।").size(), 1u);
}

TEST(SentencesTest, ACutCharacterEndsNothing) {
  EXPECT_EQ(sentences_of("\xE3\x80").size(), 1u);
  EXPECT_EQ(sentence_length(""), 0u);
}

}  // namespace
}  // namespace gs::detect
