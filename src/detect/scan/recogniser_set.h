// Recognisers compiled: their patterns in one automaton, the words of their contexts in another,
// which is run only where a match asks for it. Rows that look alike share a pattern.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "detect/scan/automaton.h"
#include "detect/scan/entity_thresholds.h"
#include "detect/scan/recogniser.h"

namespace gs::detect {

// Immutable, shared by all threads.
class RecogniserSet {
 public:
  // Keeps copies of the rows; the texts that they point to outlive the set.
  // `thresholds`: what the judge asks of a score, by which rows are known that are nothing without
  // a word of their context.
  // Errors: a pattern that does not compile, named with its entity.
  static Result<RecogniserSet> compile(std::span<const Recogniser> rows,
                                       const EntityThresholds& thresholds);

  // Patterns below shapes() are of rows, those above are placeholders (scan/placeholder.h).
  const Automaton& automaton() const { return automaton_; }
  void set_longest_match(size_t bytes) { automaton_.set_longest_match(bytes); }
  std::span<const Recogniser> rows() const { return rows_; }
  size_t shapes() const { return shapes_.size(); }
  bool is_of_rows(uint16_t pattern) const { return pattern < shapes_.size(); }
  uint16_t pattern_of(uint16_t row) const { return pattern_of_row_[row]; }
  // The rows with this pattern that may be something without a word of their context, and those
  // that need one.
  std::span<const uint16_t> rows_of(uint16_t pattern) const { return shapes_[pattern].rows; }
  bool has_context(uint16_t pattern) const { return shapes_[pattern].has_context; }
  std::span<const uint16_t> rows_by_word(uint16_t pattern) const {
    return shapes_[pattern].rows_by_word;
  }

  const Automaton& words() const { return words_; }
  // Whether the word with this number belongs to the context of `row`.
  bool is_context(uint16_t row, uint16_t word) const { return contexts_[row][word]; }

 private:
  RecogniserSet(Automaton automaton, Automaton words)
      : automaton_(std::move(automaton)), words_(std::move(words)) {}

  struct Shape {
    bool has_context = false;  // some row
    std::vector<uint16_t> rows;
    std::vector<uint16_t> rows_by_word;
  };

  Automaton automaton_;
  Automaton words_;
  std::vector<Shape> shapes_;  // by pattern
  std::vector<uint16_t> pattern_of_row_;
  std::vector<Recogniser> rows_;
  std::vector<std::vector<bool>> contexts_;  // by row, by word
};

}  // namespace gs::detect
