#include "detect/names/name_tokeniser.h"

#include <gtest/gtest.h>

#include "unit/detect/names/name_fixture.h"

namespace gs::detect {
namespace {

std::vector<std::string> cut(std::string_view text) {
  std::vector<std::string> parts;
  for (const NameToken& token : name_tokens(text)) {
    parts.emplace_back(text.substr(token.begin, token.end - token.begin));
  }
  return parts;
}

using Parts = std::vector<std::string>;

TEST(NameTokeniser, CutsWordsNumbersAndSigns) {
  EXPECT_EQ(cut("Dr. O'Neil, 12b"), (Parts{"Dr", ".", "O", "'", "Neil", ",", "12", "b"}));
  EXPECT_EQ(cut(" Müller-Lüdenscheidt\t"), (Parts{"Müller", "-", "Lüdenscheidt"}));
  EXPECT_EQ(cut("東京 Tokyo"), (Parts{"東", "京", "Tokyo"}));
  EXPECT_EQ(cut("Анна"), (Parts{"Анна"}));
  EXPECT_EQ(cut(""), Parts{});
  EXPECT_EQ(cut(" \n "), Parts{});
}

TEST(NameTokeniser, TellsShapes) {
  const auto shape = [](std::string_view text) { return name_tokens(text).at(0).shape; };
  EXPECT_EQ(shape("tree"), TokenShape::kLower);
  EXPECT_EQ(shape("Élan"), TokenShape::kTitle);
  EXPECT_EQ(shape("T"), TokenShape::kInitial);
  EXPECT_EQ(shape("ÄÖ"), TokenShape::kUpper);
  EXPECT_EQ(shape("McKay"), TokenShape::kMixed);
  EXPECT_EQ(shape("中"), TokenShape::kUncased);
  EXPECT_EQ(shape("12"), TokenShape::kMonth);
  EXPECT_EQ(shape("31"), TokenShape::kDay);
  EXPECT_EQ(shape("59"), TokenShape::kMinute);
  EXPECT_EQ(shape("1999"), TokenShape::kYear);
  EXPECT_EQ(shape("62701"), TokenShape::kFive);
}

TEST(NameTokeniser, HashesWithoutCaseAndNumbersByLength) {
  const auto word = [](std::string_view text) { return name_tokens(text).at(0).word; };
  EXPECT_EQ(word("ANNA"), word("anna"));
  EXPECT_NE(word("anna"), word("anne"));
  EXPECT_EQ(word("1234"), word("9876"));
  EXPECT_NE(word("12"), word("13"));
}

TEST(NameTokeniser, KnowsWhereSentencesBeginAndHowTheyAreWritten) {
  const auto tokens = name_tokens("Hi there. all low\nnext Line");
  ASSERT_EQ(tokens.size(), 7u);
  EXPECT_TRUE(tokens[0].starts_sentence);
  EXPECT_FALSE(tokens[1].starts_sentence);
  EXPECT_TRUE(tokens[3].starts_sentence);
  EXPECT_EQ(tokens[3].casing, 2);
  EXPECT_EQ(tokens[5].gap, TokenGap::kLine);
  EXPECT_TRUE(tokens[5].starts_sentence);
  EXPECT_EQ(tokens[6].casing, 3);
}

TEST(NameTokeniser, LeavesBracketsAndPlaceholdersOutOfNames) {
  for (const NameToken& token : name_tokens("[EMAIL_ADDRESS_12]")) EXPECT_FALSE(token.is_name);
  for (const NameToken& token : name_tokens("<NAME>")) EXPECT_FALSE(token.is_name);
  EXPECT_TRUE(name_tokens("[Anna]").at(1).is_name);
  EXPECT_TRUE(name_tokens("(ANNA)").at(1).is_name);
}

TEST(NameTokeniser, CutsEndlessWords) {
  const auto tokens = name_tokens(std::string(1000, 'a'));
  ASSERT_EQ(tokens.size(), (1000 + kMaxTokenCharacters - 1) / kMaxTokenCharacters);
  EXPECT_EQ(tokens[1].gap, TokenGap::kNothing);
}

}  // namespace
}  // namespace gs::detect
