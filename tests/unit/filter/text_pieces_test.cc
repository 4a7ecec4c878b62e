#include "filter/text_pieces.h"

#include <gtest/gtest.h>

#include <string>

namespace gs::filter {
namespace {

TEST(TextPieces, EndBehindWhiteSpaceOrAfterSixteenCharacters) {
  const std::string umlauts = "ääääääääääääääää";  // sixteen, of two bytes
  const std::pair<std::string, size_t> cases[] = {
      {"", 0},
      {"word", 0},
      {"word ", 5},
      {"word  x", 5},
      {"  word x", 7},
      {"a\nb", 2},
      {umlauts, 0},
      {umlauts + "x", 32},
      {"0123456789abcdefg", 16},
      {"   ", 0},
      {std::string(17, ' '), 16},
  };
  for (const auto& [text, size] : cases) EXPECT_EQ(first_piece(text), size) << text;
}

}  // namespace
}  // namespace gs::filter
