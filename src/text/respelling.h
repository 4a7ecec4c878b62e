// Puts spelling right that was spoilt to hide words: leet digits, and letters set apart.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "text/clues.h"
#include "text/hidden_view.h"
#include "text/obfuscation.h"

namespace gs::text {

// Keeps its memory between texts.
class Respelling {
 public:
  // Writes to `to` what `from`, a surface reading with its clues, says with 1gn0r3 as "ignore" and
  // i.g.n.o.r.e as "ignore"; letters set apart one by one are divided into words by the vocabulary.
  // False when nothing is to be put right; `to` means nothing then.
  bool respell(const HiddenView& from, const Clues& clues, HiddenView& to, Obfuscation& found);

 private:
  void put_leet(const LeetWord& word);
  void put_letters(Span run);
  void read_letters(Span run);
  bool divide(unsigned forms);
  void put_division();

  const HiddenView* from_ = nullptr;
  HiddenView* to_ = nullptr;
  Obfuscation* found_ = nullptr;
  size_t done_ = 0;  // bytes of `from` dealt with

  // Of one run of letters:
  std::string letters_;         // read as leet, lower case; one '\x80' for each that is not ASCII
  std::vector<Span> places_;    // of each in `from`
  std::vector<uint32_t> best_;  // the value of the best division from this letter on
  std::vector<uint8_t> words_;  // letters of the word that it begins with; 0: a letter by itself
};

}  // namespace gs::text
