#include "detect/output/word_reader.h"

#include <unicode/uchar.h>

namespace gs::detect {
namespace {

constexpr uint32_t kHalf = kQuarters / 2;

// How much of a word one character is in scripts that are written without spaces.
uint32_t quarters_of(char32_t c) {
  const bool is_han_or_kana = (c >= 0x2E80 && c <= 0x312F) || (c >= 0x31A0 && c <= 0x9FFF) ||
                              (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
  if (is_han_or_kana) return kHalf;
  const bool is_thai_or_lao = c >= 0x0E00 && c <= 0x0EFF;
  const bool is_burmese_or_khmer = (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF);
  return is_thai_or_lao || is_burmese_or_khmer ? 1 : kQuarters;
}

}  // namespace

WordCharacter word_character(char32_t code_point) {
  const auto c = static_cast<UChar32>(code_point);
  if ((U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) == 0) return {};
  if (code_point == 0x130) return {kQuarters, 'i'};  // capital of the Turkish i
  return {quarters_of(code_point), static_cast<char32_t>(u_foldCase(c, U_FOLD_CASE_DEFAULT))};
}

}  // namespace gs::detect
