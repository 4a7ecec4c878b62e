// Cuts text into tokens: runs of letters, runs of digits, every other character by itself. Words of
// scripts without spaces are cut into characters. A token is at most 48 characters long; what is
// longer goes on as another token that touches it.
//
//   NameTokeniser tokeniser;
//   while (tokeniser.next(text, at, is_whole, token)) ...
#pragma once

#include <cstddef>
#include <string_view>

#include "detect/names/name_token.h"

namespace gs::detect {

inline constexpr size_t kMaxTokenCharacters = 48;

// One segment of text. What it gives depends on the text alone, not on how much of it was there
// when it was asked.
class NameTokeniser {
 public:
  // Reads the next token of `text` (valid UTF-8) at or behind `at`, and moves `at` behind it.
  // False when there is none, or, unless `is_whole`, when more text could still change it; `at` is
  // then moved over spaces only. Offsets of the token are those of `text`.
  bool next(std::string_view text, size_t& at, bool is_whole, NameToken& token);

 private:
  void read_word(std::string_view text, size_t& at, NameToken& token);
  void place(NameToken& token);

  size_t short_words_ = 0;  // of one byte each, one after another
  TokenGap gap_ = TokenGap::kStart;
  uint8_t casing_ = 0;
  bool sentence_ended_ = true;
};

}  // namespace gs::detect
