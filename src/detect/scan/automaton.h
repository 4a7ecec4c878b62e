// Many patterns as one deterministic automaton, started at a place and run until no pattern can
// match any more.
//
// Immutable after compile(); shared by all threads.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gs::detect {

class Automaton {
 public:
  // What a pattern's matches may be.
  struct Traits {
    bool any_case = false;
    bool open_left = false;   // may begin inside a word
    bool open_right = false;  // may end inside a word
    bool every_end = false;   // all ends count, not only the longest
    bool open_ended = false;  // what grows too long is a match as far as it came
    uint32_t longest = 0;     // bytes, longer ones are no matches; 0: any
    bool first_wins = false;  // a match within a longer one that ends with it does not count
  };
  struct Pattern {
    std::string_view text;  // syntax: scan/recogniser.h; empty matches are an error
    Traits traits;
  };

  using State = uint16_t;
  static constexpr State kDead = 0;

  // Errors: a pattern that does not parse or matches the empty text (kInvalidInput), more than
  // 65,535 states (kTooLarge).
  static Result<Automaton> compile(std::span<const Pattern> patterns);

  // The state behind the first byte of a match; kDead when none begins so.
  State begin(bool inside_word, unsigned char byte) const {
    return inside_word ? begin_inside_[byte] : begin_[byte];
  }
  State next(State state, unsigned char byte) const {
    return table_[(static_cast<size_t>(state) << row_bits_) + class_of_[byte]];
  }
  bool accepts(State state) const { return state >= first_accepting_; }
  // Whether a match of `bytes` is long and short enough for the pattern. Counts at the end of a
  // pattern ("k_[a-z]{40}") are checked here, not by states.
  bool allows(uint16_t pattern, size_t bytes) const {
    return bytes >= limits_[pattern].shortest && bytes <= limits_[pattern].longest;
  }
  // Whether a match may end here with a letter or digit behind it.
  bool accepts_inside(State state) const { return state >= first_accepting_inside_; }
  // Indices of the patterns that match when the text ends in this state.
  std::span<const uint16_t> accepted(State state) const {
    const uint32_t begin = accepted_begin_[state];
    return std::span(accepted_).subspan(begin, accepted_begin_[state + 1u] - begin);
  }
  // Indices of the patterns that may still match behind this state, in order.
  std::span<const uint16_t> alive(State state) const {
    const uint32_t begin = alive_begin_[state];
    return std::span(alive_).subspan(begin, alive_begin_[state + 1u] - begin);
  }
  const Traits& traits(uint16_t pattern) const { return traits_[pattern]; }
  // The open-ended pattern that this state lies in; kNoPattern when there is none.
  uint16_t open_ended(State state) const { return open_ended_[state]; }
  static constexpr uint16_t kNoPattern = 0xFFFF;
  // Of two runs in this state the later finds nothing that the earlier does not: when it has come
  // this far.
  uint32_t merges_after(State state) const { return merges_after_[state]; }

  // Matches are not followed further than this, in bytes: an open-ended one that grows longer is a
  // match as far as it came, any other is none. A multiple of 8. The usual one has room for a
  // private key of 16,384 bits in PEM, 12,500 bytes.
  static constexpr size_t kUsualLongest = 16 * 1024;
  size_t longest_match() const { return longest_match_; }
  void set_longest_match(size_t bytes) { longest_match_ = bytes; }

  size_t states() const { return accepted_begin_.size() - 1; }
  size_t bytes() const;  // memory, for the figures

 private:
  friend class AutomatonBuilder;
  Automaton() = default;

  struct Limits {
    uint32_t shortest = 0;  // bytes
    uint32_t longest = static_cast<uint32_t>(-1);
  };

  size_t longest_match_ = kUsualLongest;
  std::array<uint8_t, 256> class_of_{};
  unsigned row_bits_ = 0;      // a row of the table has room for so many bits of a byte class
  std::vector<State> table_;   // by state, then byte class
  State first_accepting_ = 0;  // accepting states have the highest numbers,
  State first_accepting_inside_ = 0;      // those that also do inside a word the very highest
  std::vector<uint32_t> accepted_begin_;  // by state, into accepted_; one more than states
  std::vector<uint16_t> accepted_;
  std::vector<uint32_t> alive_begin_;  // likewise
  std::vector<uint16_t> alive_;
  std::vector<uint16_t> open_ended_;    // by state
  std::vector<uint32_t> merges_after_;  // by state
  std::vector<Traits> traits_;          // by pattern
  std::vector<Limits> limits_;          // by pattern
  std::array<State, 256> begin_{};
  std::array<State, 256> begin_inside_{};
};

}  // namespace gs::detect
