// A hash table of words and phrases that lies in a file: two bytes of value for each key.
//
// A slot is four bytes, a check of 16 bits and the value, at a place that the key says; what does
// not lie there lies in one of the slots behind it. A key that is not in the table is taken for one
// about once in 20,000 times.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace gs::detect {

struct WordSlot {
  uint16_t check = 0;  // 0: empty
  uint16_t value = 0;
};
static_assert(sizeof(WordSlot) == 4);

inline constexpr size_t kMaxWordProbes = 32;

// Looks at slots that somebody else owns.
class WordTable {
 public:
  WordTable() = default;
  // `slots`: any number but 0.
  explicit WordTable(std::span<const WordSlot> slots) : slots_(slots) {}

  uint16_t find(uint64_t key) const;  // 0 when the key is not there

 private:
  std::span<const WordSlot> slots_;
};

// Where the slot of a key is looked for first, and how it is told from others there.
size_t word_slot(uint64_t key, size_t slots);
uint16_t word_check(uint64_t key);

}  // namespace gs::detect
