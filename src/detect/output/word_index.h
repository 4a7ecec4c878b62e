// Numbers for words: from a word's hash to a small number, and from pairs of numbers to a number.
// Both are open-addressed tables of a size fixed when they are made, at most two thirds full.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gs::detect {

class WordIndex {
 public:
  explicit WordIndex(size_t most_words)
      : slots_(std::bit_ceil(most_words * 3 / 2 + 2)), mask_(slots_.size() - 1) {}

  // The number of a word, from 1 on; 0 when it is not known.
  uint32_t find(uint64_t hash) const { return slots_[slot_of(hash)].number; }

  // As find(), and a word that is not known gets the next number.
  uint32_t add(uint64_t hash) {
    Slot& slot = slots_[slot_of(hash)];
    if (slot.number == 0) slot = {hash, ++count_};
    return slot.number;
  }

  uint32_t count() const { return count_; }

 private:
  struct Slot {
    uint64_t hash = 0;
    uint32_t number = 0;
  };

  size_t slot_of(uint64_t hash) const {
    size_t at = hash & mask_;
    while (slots_[at].number != 0 && slots_[at].hash != hash) at = (at + 1) & mask_;
    return at;
  }

  std::vector<Slot> slots_;
  size_t mask_;
  uint32_t count_ = 0;
};

// Edges of an automaton over words. State 0 is its root, which no edge leads to.
class WordEdges {
 public:
  explicit WordEdges(size_t most_edges)
      : slots_(std::bit_ceil(most_edges * 3 / 2 + 2)),
        shift_(static_cast<unsigned>(64 - std::countr_zero(slots_.size()))) {}

  struct Edge {
    uint32_t from = 0;
    uint32_t word = 0;
    uint32_t to = 0;
    uint32_t link = 0;  // for the owner's use: place + 1 of another edge, or 0
  };

  // Where the edge is, or would be.
  uint32_t place(uint32_t from, uint32_t word) const {
    const uint64_t key = (uint64_t{from} << 32) | word;
    size_t at = ((key ^ (key >> 29)) * 0x9E3779B97F4A7C15u) >> shift_;
    while (slots_[at].to != 0 && (slots_[at].from != from || slots_[at].word != word)) {
      at = (at + 1) & (slots_.size() - 1);
    }
    return static_cast<uint32_t>(at);
  }

  Edge& at(uint32_t place) { return slots_[place]; }
  const Edge& at(uint32_t place) const { return slots_[place]; }

  // The state behind the edge; 0 when there is none.
  uint32_t follow(uint32_t from, uint32_t word) const { return slots_[place(from, word)].to; }

 private:
  std::vector<Edge> slots_;
  unsigned shift_;
};

}  // namespace gs::detect
