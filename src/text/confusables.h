// Letters of other scripts that look like Latin ones: Cyrillic о, Greek ο, Armenian օ, small
// capitals.
//
// Which letter looks like which is Unicode Technical Standard #39 (the skeleton of one code point);
// whether it counts depends on the word: ordinary Russian and Greek words are full of such letters.
// A word is folded when it mixes them with Latin letters or with another script and has no letter
// that looks like none, or when nothing in the text is a plain letter of another script.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "text/hidden_view.h"
#include "text/obfuscation.h"

namespace gs::text {

// The ASCII lower-case letter that `c`, not ASCII, looks like; 0 when none. The table behind it is
// built on first use and shared.
char lookalike_letter(char32_t c);

// Keeps its memory between texts.
class ConfusableFolder {
 public:
  void clear() { places_.clear(); }
  bool empty() const { return places_.empty(); }

  // The code point `c` was written to the text as `bytes` bytes from `begin` on. In order.
  void note(char32_t c, size_t begin, size_t bytes);
  // The text ends at `size`: later ones are taken back.
  void truncate(size_t size);

  // Replaces the letters noted where a word asks for it. Words that end up all Latin, four letters
  // at least, are evidence.
  void fold(HiddenView& view, Obfuscation& found);

 private:
  struct Place {
    size_t begin;
    size_t bytes;
    char letter;
    int script;
  };
  struct Word {
    size_t begin = 0;
    size_t end = 0;
    size_t first_place = 0;
    size_t place_count = 0;
    size_t ascii = 0;    // letters
    size_t foreign = 0;  // letters of other scripts that look like no Latin one
    size_t accented = 0;
    bool mixes = false;     // two scripts among the places
    bool is_latin = false;  // they are Latin themselves, as small capitals are
  };

  void find_words(std::string_view text);
  Word word_at(std::string_view text, size_t place, size_t from) const;
  bool is_folded(const Word& word) const;

  std::vector<Place> places_;
  std::vector<Word> words_;
  bool has_foreign_ = false;
  HiddenView folded_;
};

}  // namespace gs::text
