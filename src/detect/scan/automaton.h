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
  struct Pattern {
    std::string_view text;  // syntax: scan/recogniser.h; empty matches are an error
    bool any_case = false;
    bool open_left = false;  // also runs from a start inside a word
  };

  using State = uint16_t;
  static constexpr State kDead = 0;

  // Errors: a pattern that does not parse or matches the empty text (kInvalidInput), more than
  // 65,535 states (kTooLarge).
  static Result<Automaton> compile(std::span<const Pattern> patterns);

  State start() const { return start_; }                // at the start of a word
  State start_inside() const { return start_inside_; }  // inside one; kDead when nothing may
  State next(State state, unsigned char byte) const {
    return table_[static_cast<size_t>(state) * classes_ + class_of_[byte]];
  }
  bool accepts(State state) const { return state >= first_accepting_; }
  // Indices of the patterns that match when the text ends in this state.
  std::span<const uint16_t> accepted(State state) const;

  size_t states() const { return accepted_begin_.size() - 1; }
  size_t bytes() const;  // memory, for the figures

 private:
  friend class AutomatonBuilder;
  Automaton() = default;

  std::array<uint8_t, 256> class_of_{};
  size_t classes_ = 0;
  std::vector<State> table_;              // by state, then byte class
  State first_accepting_ = 0;             // accepting states have the highest numbers
  std::vector<uint32_t> accepted_begin_;  // by state, into accepted_; one more than states
  std::vector<uint16_t> accepted_;
  State start_ = kDead;
  State start_inside_ = kDead;
};

}  // namespace gs::detect
