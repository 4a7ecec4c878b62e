#include "detect/verbatim/tokeniser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "corpus_fixture.h"

namespace gs::detect {
namespace {

std::string joined(const std::vector<std::string>& codes) {
  std::string all;
  for (const std::string& code : codes) all += code;
  return all;
}

TEST(Tokeniser, FoldsWordsAndDropsWhatSeparates) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {" \t\n.,;-\"'", ""},
      {"Hello,  WORLD", "hello world "},
      {"don't stop\xE2\x80\x94now", "don t stop now "},
      {"v2.10 x86_64", "v2 10 x86 64 "},
      {"Caf\xC3\xA9 cafe\xCC\x81 CAFE", "cafe cafe cafe "},
      {"\xC3\x84RGER \xC3\x9F \xE1\xBA\x9E", "arger \xC3\x9F \xC3\x9F "},
      {"\xD0\x9F\xD1\x80\xD0\x98\xD0\xB2\xD0\xB5\xD1\x82",
       "\xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82 "},
      {"\xE6\xBC\xA2\xE5\xAD\x97"
       "abc\xE3\x81\x8B",
       "\xE6\xBC\xA2\xE5\xAD\x97"
       "abc \xE3\x81\x8B"},
      {"ok\xF0\x9F\x98\x80ok", "ok ok "},
      {"\xF0\xA0\x80\x80x", "\xF0\xA0\x80\x80x "},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(joined(codes_of(text)), expected) << text;
}

TEST(Tokeniser, FoldingAFoldedLetterChangesNothing) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    const Letter letter = letter_of(c);
    if (letter.kind == LetterKind::kSeparator || letter.kind == LetterKind::kIgnored) continue;
    const Letter again = letter_of(letter.folded);
    ASSERT_EQ(again.folded, letter.folded) << std::hex << static_cast<uint32_t>(c);
    ASSERT_EQ(again.kind, letter.kind) << std::hex << static_cast<uint32_t>(c);
  }
}

TEST(Tokeniser, GivesBackTheTokensOfTheirCodes) {
  const std::string text =
      "A b, \xE6\xBC\xA2 c\xE5\xAD\x97 d " + std::string(200, 'Q') + "\xC3\xA9!";
  const auto codes = codes_of(text);
  EXPECT_EQ(codes_of(joined(codes)), codes);
}

TEST(Tokeniser, CutsEndlessWords) {
  for (const char* letter : {"a", "\xC3\x9F", "\xED\x95\x9C", "\xF0\x90\x90\x80"}) {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += letter;
    const auto codes = codes_of(text);
    EXPECT_GT(codes.size(), 10u);
    for (const std::string& code : codes) EXPECT_LE(code.size(), kMaxWordBytes + 4);
  }
}

TEST(Tokeniser, SaysWhereTokensStandWhereverTheTextIsCut) {
  const std::string text = "One, tw\xC3\xB3 - \xE6\xBC\xA2\xE5\xAD\x97 e\xCC\x81nd";
  const std::vector<std::string> expected = {"One", "tw\xC3\xB3", "\xE6\xBC\xA2", "\xE5\xAD\x97",
                                             "e\xCC\x81nd"};
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    if (cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) continue;
    std::vector<std::string> words;
    const auto sink = [&](const Token& token) {
      words.push_back(text.substr(token.begin, token.end - token.begin));
    };
    Tokeniser tokeniser;
    tokeniser.feed(std::string_view(text).substr(0, cut), sink);
    tokeniser.feed(std::string_view(text).substr(cut), sink);
    tokeniser.end(sink);
    EXPECT_EQ(words, expected) << cut;
  }
}

}  // namespace
}  // namespace gs::detect
