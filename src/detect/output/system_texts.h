// What a leak is measured against: the words of the system messages of one request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "detect/output/suffix_automaton.h"
#include "detect/output/word_index.h"

namespace gs::detect {

// Sizes are in quarters of a word. Immutable.
class SystemTexts {
 public:
  // Nothing when there are fewer than four words. Time and memory grow linearly with the texts,
  // which are not kept.
  static std::optional<SystemTexts> learn(std::span<const std::string_view> texts, uint64_t seed);

  // 0 for a word that is not in them.
  uint32_t number_of(uint64_t word_hash) const { return words_.find(word_hash); }
  const SuffixAutomaton& stretches() const { return stretches_; }

  size_t longest_word() const { return longest_word_; }  // bytes
  uint32_t threshold() const { return threshold_; }      // the shortest run that is a leak
  uint32_t whole() const { return whole_; }              // a run of this length scores 1

 private:
  SystemTexts(WordIndex words, SuffixAutomaton stretches, size_t longest_word, size_t quarters);

  WordIndex words_;
  SuffixAutomaton stretches_;
  size_t longest_word_;
  uint32_t threshold_;
  uint32_t whole_;
};

}  // namespace gs::detect
