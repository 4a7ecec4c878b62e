// What a character is to the name tagger.
#pragma once

#include <cstdint>

namespace gs::detect {

enum class NameLetterKind : uint8_t {
  kSpace,
  kLine,   // ends a line
  kLower,  // letters, and marks on them
  kUpper,
  kUncased,
  kAlone,  // a letter of a script written without spaces: a word by itself
  kDigit,
  kSign,
};

struct NameLetter {
  NameLetterKind kind = NameLetterKind::kSign;
  char32_t lower = 0;  // the letter in lower case
};

// Of any code point. Pure; character properties are those of ICU, whose version may differ from the
// one a model was trained with without harm: letters that are new are unknown to it.
NameLetter name_letter(char32_t code_point);

}  // namespace gs::detect
