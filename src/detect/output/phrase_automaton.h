// Finds a set of phrases among the words of a text in one pass: Aho and Corasick's automaton
// ("Efficient string matching", 1975) over words instead of bytes.
//
// A phrase is words with groups of choices, "i (can't|cannot|can not)"; an empty choice leaves the
// group out. A phrase that ends in "$" must be followed by punctuation or the end of the text. What
// a word is says OutputWordReader; an apostrophe separates two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/output/word_index.h"

namespace gs::detect {

// Immutable once built. Broken notation, such as a group without an end, is a phrase that never
// matches; the tests exclude it for the phrases that ship.
class PhraseAutomaton {
 public:
  // A phrase as its owner knows it.
  struct Phrase {
    std::string_view text;
    uint16_t number = 0;
  };

  explicit PhraseAutomaton(std::span<const Phrase> phrases);

  using State = uint32_t;
  static constexpr State kRoot = 0;

  State next(State state, uint64_t word_hash) const;

  // One of the phrases that end at a state, longest first.
  struct End {
    uint16_t number = 0;
    uint16_t words = 0;
    bool needs_stop = false;
  };
  std::span<const End> ends(State state) const {
    const Node& node = nodes_[state];
    return std::span(ends_).subspan(node.first_end, node.ends);
  }

  // How many of the last words may be the beginning of a phrase, or one that waits for its stop.
  uint32_t open_words(State state) const { return nodes_[state].open; }

  uint32_t longest() const { return longest_; }  // words
  size_t states() const { return nodes_.size(); }

 private:
  struct Node {
    State suffix = kRoot;  // state of the longest proper end
    uint32_t open = 0;
    uint32_t first_end = 0;
    uint32_t ends = 0;
  };

  WordIndex words_;
  WordEdges edges_;
  std::vector<Node> nodes_;
  std::vector<End> ends_;
  uint32_t longest_ = 0;

  class Builder;
  PhraseAutomaton(const Builder& builder);
};

// All that a phrase says: "a (b|c)" is "a b" and "a c".
std::vector<std::string> expand_phrase(std::string_view phrase);

}  // namespace gs::detect
