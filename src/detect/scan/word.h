// Where words begin and end, for patterns.
#pragma once

#include <cstddef>
#include <string_view>

namespace gs::detect {

// Letters and digits. Not '_', and not the characters of scripts that are written without spaces
// (Han, kana, Hangul, Thai), beside which a number or a name stands with nothing between.
bool is_word_character(char32_t code_point);

constexpr bool is_ascii_word(unsigned char c) {
  const unsigned char lower = c | 0x20;
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
}

// Whether the code point at `at` is one; false at the end of the text. Valid UTF-8.
bool word_character_at(std::string_view text, size_t at);

}  // namespace gs::detect
