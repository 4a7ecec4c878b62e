// English words by which hidden text is recognised: the most frequent ones, and those that attacks
// cannot do without. Whoever encodes an instruction encodes some of them.
//
// Each word is known in four forms, so that one look-up a word of an ordinary text tells whether it
// reads as English as it stands, after rot13, backwards, or both. A form that is a frequent word
// itself ("saw" is "was") counts as that word alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gs::text {

// Which forms of vocabulary words a word is.
enum WordForm : uint8_t {
  kNoForm = 0,
  kAsItStands = 1,
  kAsRot13 = 2,
  kAsReversed = 4,
  kAsBoth = 8,  // rot13 and reversed
};

// Adds up the letters of a word, one by one; case does not matter.
class WordHash {
 public:
  void add(char letter) { value_ = value_ * 33 + (static_cast<unsigned char>(letter) | 0x20u); }
  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 5381;
};

// Immutable; safe from any thread. Words are told apart by their 64-bit hash alone.
class Vocabulary {
 public:
  static constexpr size_t kLongestWord = 14;

  // The list above, built on first use and shared.
  static const Vocabulary& english();

  // A sum of WordForm.
  uint8_t forms(WordHash word) const;
  uint8_t forms(std::string_view word) const;

 private:
  explicit Vocabulary(std::string_view words);
  void add(std::string_view word, WordForm form);

  struct Slot {
    uint64_t hash = 0;
    uint8_t forms = kNoForm;
  };
  static constexpr size_t kFilterBits = size_t{1} << 15;
  static constexpr size_t kSlots = size_t{1} << 13;
  static size_t mixed(uint64_t hash) { return (hash * 0x9E3779B97F4A7C15u) >> 40; }

  std::vector<uint64_t> filter_;  // most words that are in no slot end here, in the first cache
  std::vector<Slot> slots_;       // open addressing
};

}  // namespace gs::text
