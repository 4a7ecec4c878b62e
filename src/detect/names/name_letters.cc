#include "detect/names/name_letters.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <array>

namespace gs::detect {
namespace {

constexpr char32_t kTableEnd = 0x600;  // Latin, Greek, Cyrillic, Hebrew

bool stands_alone(char32_t code_point) {
  switch (u_getIntPropertyValue(static_cast<UChar32>(code_point), UCHAR_SCRIPT)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

NameLetter look_up(char32_t code_point) {
  const auto c = static_cast<UChar32>(code_point);
  const int8_t type = u_charType(c);
  const uint32_t bit = U_MASK(type);
  if (code_point == '\n' || code_point == '\r' || code_point == 0x2028 || code_point == 0x2029) {
    return {NameLetterKind::kLine, code_point};
  }
  if (u_isUWhiteSpace(c) || (bit & U_GC_CF_MASK) != 0) return {NameLetterKind::kSpace, code_point};
  if (u_isdigit(c))
    return {NameLetterKind::kDigit, static_cast<char32_t>('0' + u_charDigitValue(c))};
  const auto lower = static_cast<char32_t>(u_tolower(c));
  if ((bit & (U_GC_LU_MASK | U_GC_LT_MASK)) != 0) return {NameLetterKind::kUpper, lower};
  if ((bit & U_GC_LL_MASK) != 0) return {NameLetterKind::kLower, lower};
  if ((bit & (U_GC_L_MASK | U_GC_M_MASK)) != 0) {
    if (stands_alone(code_point)) return {NameLetterKind::kAlone, code_point};
    return {NameLetterKind::kUncased, code_point};
  }
  return {NameLetterKind::kSign, code_point};
}

using Table = std::array<NameLetter, kTableEnd>;

Table make_table() {
  Table table;
  for (char32_t c = 0; c < kTableEnd; ++c) table[c] = look_up(c);
  return table;
}

}  // namespace

NameLetter name_letter(char32_t code_point) {
  static const Table kTable = make_table();
  return code_point < kTableEnd ? kTable[code_point] : look_up(code_point);
}

}  // namespace gs::detect
