// One pass over a surface reading that tells which other readings are worth making.
//
// It goes from word to word and costs a few nanoseconds a byte; texts without a clue, which is most
// of them, need nothing more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/segment.h"
#include "text/vocabulary.h"

namespace gs::text {

// The letter that a digit or sign stands for in leet, or `c`. 1, ! and | are either `ambiguous`
// letter, i or l.
char leet_letter(char c, char ambiguous);

struct LeetWord {
  Span span;
  char ambiguous = 'i';   // what 1, ! and | are in it
  bool is_known = false;  // a word of the vocabulary of four letters or more
};

// Keeps its memory between texts.
class Clues {
 public:
  void read(std::string_view text);

  // Words of letters and digits or signs that may be leet. In order.
  const std::vector<LeetWord>& leet_words() const { return leet_words_; }
  // Whether there are so many, or such, that they should be put right.
  bool has_leet() const;
  // Four or more single letters or digits in a row with at most three bytes between them. In order.
  const std::vector<Span>& single_letters() const { return single_letters_; }
  // Eight or more pairs of hex digits in a row with one byte between them. In order.
  const std::vector<Span>& hex_pairs() const { return hex_pairs_; }
  // Some stretch reads as English in this form: one long word of the vocabulary or several short
  // ones close together, and few that are ordinary as they stand.
  bool reads_as(WordForm form) const { return best_[index(form)] >= kEnough; }
  // In how many words of some six letters.
  size_t words_as(WordForm form) const { return best_[index(form)] / 12; }

 private:
  // A run of short tokens of one kind.
  struct Run {
    size_t count = 0;
    Span span;
  };
  static constexpr int kEnough = 13;  // half letters: a word of seven, or six and three, or three
                                      // of four; two of four meet by chance

  static size_t index(WordForm form) { return form == kAsRot13 ? 0 : form == kAsReversed ? 1 : 2; }
  void read_word(size_t begin, size_t end, uint8_t kinds, WordHash hash);
  void count_forms(size_t letters, WordHash hash);
  void extend(Run& run, bool fits, Span token, size_t gap, size_t least, std::vector<Span>& out);
  void read_leet(size_t begin, size_t end);
  bool is_single(size_t begin, size_t end, uint8_t kinds) const;

  const Vocabulary& vocabulary_ = Vocabulary::english();
  std::string_view text_;
  std::vector<LeetWord> leet_words_;
  std::vector<Span> single_letters_;
  std::vector<Span> hex_pairs_;
  Run singles_;
  Run pairs_;
  size_t leet_end_ = 0;  // up to where leet was looked for
  size_t words_ = 0;
  bool has_known_leet_ = false;
  bool is_turning_ = false;  // some sum is not zero
  int sums_[3] = {};         // by form, of the stretch that ends here
  int best_[3] = {};
};

}  // namespace gs::text
