// Costs of neighbouring characters by class, for surprise.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace gs::detect {

enum class CharacterClass : uint8_t {
  kBlank,
  kLineEnd,
  kLower,
  kUpper,
  kDigit,
  kStop,     // . , ; : ? !
  kQuote,    // " ' `
  kOpening,  // ( [ { <
  kClosing,  // ) ] } >
  kSymbol,   // every other ASCII
  kLatin,    // beyond ASCII, up to U+024F
  kGreekCyrillic,
  kOtherScript,
  kTypographic,  // U+2000 to U+2E7F: dashes, quotation marks, mathematics
  kEastAsian,
  kRest,
  kCount,
};

inline constexpr size_t kCharacterClasses = static_cast<size_t>(CharacterClass::kCount);
inline constexpr double kCostUnit = 10;  // table units to 1

extern const std::array<std::array<int8_t, kCharacterClasses>, kCharacterClasses> kPairCosts;

inline int pair_cost(CharacterClass before, CharacterClass next) {
  return kPairCosts[static_cast<size_t>(before)][static_cast<size_t>(next)];
}

}  // namespace gs::detect
