// Recognisers compiled: their patterns in one automaton, the words of their contexts in another,
// which is run only where a match asks for it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "detect/scan/automaton.h"
#include "detect/scan/recogniser.h"

namespace gs::detect {

// Immutable, shared by all threads.
class RecogniserSet {
 public:
  // Keeps copies of the rows; the texts that they point to outlive the set.
  // Errors: a pattern that does not compile, named with its entity.
  static Result<RecogniserSet> compile(std::span<const Recogniser> rows);

  // Patterns below rows().size() are rows, those above are placeholders (scan/placeholder.h).
  const Automaton& automaton() const { return automaton_; }
  std::span<const Recogniser> rows() const { return rows_; }
  bool is_row(uint16_t pattern) const { return pattern < rows_.size(); }

  const Automaton& words() const { return words_; }
  // Whether the word with this number belongs to the context of `row`.
  bool is_context(uint16_t row, uint16_t word) const { return contexts_[row][word]; }

 private:
  RecogniserSet(Automaton automaton, Automaton words)
      : automaton_(std::move(automaton)), words_(std::move(words)) {}

  Automaton automaton_;
  Automaton words_;
  std::vector<Recogniser> rows_;
  std::vector<std::vector<bool>> contexts_;  // by row, by word
};

}  // namespace gs::detect
