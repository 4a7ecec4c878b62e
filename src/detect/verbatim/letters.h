// What a code point means to the tokeniser of protected texts, and the form it is compared in.
#pragma once

#include <cstdint>

namespace gs::detect {

enum class LetterKind : uint8_t {
  kSeparator,  // white space, punctuation, symbols: ends a word and is not compared
  kWord,       // letter, digit or mark: part of a word
  kAlone,      // a token by itself: Han, kana and the scripts of South-East Asia, which put no
               // spaces between words
  kIgnored,    // a combining accent (U+0300 to U+036F): neither compared nor a separator
};

struct Letter {
  LetterKind kind = LetterKind::kSeparator;
  char32_t folded = 0;  // case folded (simple folding), without accent: 'e' for U+00C9
};

// By the properties of the ICU that the program is linked with. The table behind it is built on
// first use (some 10 ms). Folding a folded letter changes nothing.
Letter letter_of(char32_t code_point);

}  // namespace gs::detect
