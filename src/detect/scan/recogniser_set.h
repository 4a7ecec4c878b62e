// Recognisers compiled: their patterns and the words of their contexts in one automaton.
#pragma once

#include <cstdint>
#include <span>
#include <string>
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

  const Automaton& automaton() const { return automaton_; }
  const std::vector<uint8_t>& pattern_flags() const { return pattern_flags_; }

  // Patterns below rows().size() are rows, those above are context words.
  std::span<const Recogniser> rows() const { return rows_; }
  bool is_row(uint16_t pattern) const { return pattern < rows_.size(); }
  // Whether the word with pattern number `word` belongs to the context of `row`.
  bool is_context(uint16_t row, uint16_t word) const { return contexts_[row][word - rows_.size()]; }

 private:
  explicit RecogniserSet(Automaton automaton) : automaton_(std::move(automaton)) {}

  Automaton automaton_;
  std::vector<uint8_t> pattern_flags_;  // by pattern, see AutomatonScan
  std::vector<Recogniser> rows_;
  std::vector<std::vector<bool>> contexts_;  // by row, by word
};

}  // namespace gs::detect
