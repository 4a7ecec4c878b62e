#include "detect/scan/word.h"

#include "base/utf8.h"

namespace gs::detect {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Code points above ASCII that are not part of words as patterns see them.
constexpr Range kNotWord[] = {
    {0x80, 0xA9},        {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},       {0xD7, 0xD7},
    {0xF7, 0xF7},        {0x0E00, 0x0E7F}, {0x2000, 0x209F}, {0x20A0, 0x20CF},   {0x2190, 0x2BFF},
    {0x2E00, 0xA4CF},    {0xAC00, 0xD7FF}, {0xE000, 0xFAFF}, {0xFE10, 0xFE6F},   {0xFEFF, 0xFF0F},
    {0xFF1A, 0xFF20},    {0xFF3B, 0xFF40}, {0xFF5B, 0xFFFF}, {0x1F000, 0x1FAFF}, {0x20000, 0x3FFFF},
    {0xE0000, 0x10FFFF},
};

}  // namespace

bool is_word_character(char32_t code_point) {
  if (code_point < 0x80) return is_ascii_word(static_cast<unsigned char>(code_point));
  for (const Range& range : kNotWord) {
    if (code_point <= range.last) return code_point < range.first;
  }
  return true;
}

bool word_character_at(std::string_view text, size_t at) {
  if (at >= text.size()) return false;
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return is_ascii_word(first);
  return is_word_character(next_code_point(text, at));
}

}  // namespace gs::detect
