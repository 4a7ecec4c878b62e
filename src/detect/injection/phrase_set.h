// All phrases, compiled: one database of literals for Vectorscan, and the sequences of them that
// make a phrase.
//
// Vectorscan finds the last eight bytes of each literal in one pass (block mode, FDR, which looks
// at no more than eight); the rest of the literal, what follows what, and how far, is checked by
// PhraseMatcher on the few places that remain. Longer literals compile in twice the time.
// Expressions with alternations and bounded gaps would do all at once, but take a minute to compile
// (docs/decisions/0017-phrases-in-blocks.md).
#pragma once

#include <hs/hs.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/injection/family.h"
#include "detect/injection/phrases.h"

namespace gs::detect {

// A literal, and where it has to begin and end a word.
struct Literal {
  std::string text;
  bool word_begin = false;
  bool word_end = false;
};

// One use of a literal: part `part` of phrase `row`.
struct LiteralUse {
  uint16_t row = 0;
  uint8_t part = 0;
};

struct CompiledRow {
  Family family = Family::kOverride;
  float weight = 0;
  uint32_t first_state = 0;  // of its parts, one each
  uint8_t parts = 0;
};

// Immutable; shared by all threads.
class PhraseSet {
 public:
  static Result<PhraseSet> create(const std::vector<ParsedPhrase>& phrases);

  std::span<const CompiledRow> rows() const { return rows_; }
  size_t state_count() const { return gaps_.size(); }
  size_t gap(uint32_t state) const { return gaps_[state]; }
  const Literal& literal(uint32_t id) const { return literals_[id]; }
  // The literals that end with the tail that the database reports as `tail`.
  std::span<const uint32_t> literals_of(uint32_t tail) const {
    return std::span(by_tail_).subspan(tail_begin_[tail],
                                       tail_begin_[tail + 1] - tail_begin_[tail]);
  }
  // By row, the later parts of a row first.
  std::span<const LiteralUse> uses(uint32_t id) const {
    return std::span(uses_).subspan(use_begin_[id], use_begin_[id + 1] - use_begin_[id]);
  }
  const hs_database_t* database() const { return database_.get(); }

 private:
  struct FreeDatabase {
    void operator()(hs_database_t* database) const { hs_free_database(database); }
  };

  Status compile();

  std::vector<CompiledRow> rows_;
  std::vector<uint16_t> gaps_;  // by state: bytes that may stand before that part
  std::vector<Literal> literals_;
  std::vector<uint32_t> tail_begin_;
  std::vector<uint32_t> by_tail_;
  std::vector<uint32_t> use_begin_;
  std::vector<LiteralUse> uses_;
  std::unique_ptr<hs_database_t, FreeDatabase> database_;
};

}  // namespace gs::detect
