// The suffix automaton of a sequence of words: recognises every stretch of it, in time that does
// not depend on its length.
//
//   SuffixAutomaton known(words.size());
//   for (uint32_t word : words) known.append(word);
//   SuffixAutomaton::Match match;
//   known.step(match, word);  // match.length: how many of the last words are a stretch of it
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "detect/output/word_index.h"

namespace gs::detect {

// At most two states and three edges a word. Immutable once built.
class SuffixAutomaton {
 public:
  // For at most so many words.
  explicit SuffixAutomaton(size_t most_words);

  // `word` is not 0.
  void append(uint32_t word);

  // The longest end of a text that stands somewhere in the sequence.
  struct Match {
    uint32_t state = 0;
    uint32_t length = 0;  // words
  };
  // The text goes on with `word`; 0 for one that is not in the sequence. Constant time on average
  // over a text.
  void step(Match& match, uint32_t word) const;

 private:
  struct State {
    uint32_t length = 0;      // words of the longest stretch that leads here
    uint32_t link = 0;        // state of its longest end that leads elsewhere
    uint32_t first_edge = 0;  // place + 1
  };

  uint32_t add_state(uint32_t length);
  void add_edge(uint32_t from, uint32_t word, uint32_t to);
  uint32_t split(uint32_t parent, uint32_t word, uint32_t child);

  std::vector<State> states_;
  WordEdges edges_;
  uint32_t last_ = 0;
};

}  // namespace gs::detect
