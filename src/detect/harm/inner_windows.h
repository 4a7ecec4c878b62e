// Stretches of a few words within a text, each judged as if it stood alone, so that what stands
// around harm does not hide it: harmless text on its line, without a stop between, makes one
// sentence with it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detect/harm/harm_model.h"
#include "detect/harm/parts.h"
#include "detect/learned/features.h"

namespace gs::detect {

// One a thread; reuses its memory.
class InnerWindows {
 public:
  // Of the windows of 5 to 48 tokens that begin with a sentence or a harmful word, the one with the
  // highest margin; without tokens where none is above that of no words. `borders` are the tokens
  // between which sentences lie, 0 first. Linear in the length of `text`.
  Stretch best(const HarmModel& model, const Features& text, std::span<const size_t> borders);

 private:
  static constexpr size_t kPairs = Features::kPairs;

  // Weights of the features of a token.
  struct Token {
    uint32_t repeated = 0;  // the earlier token that it repeats; itself where there is none
    uint32_t own_count = 0;
    int32_t own = 0;  // together
    // Together of its pairs with as many tokens before it.
    std::array<int32_t, kPairs + 1> pairs{};
  };

  void weigh(const HarmModel& model, const Features& text);
  void judge_from(const HarmModel& model, size_t from, Stretch& best) const;

  std::vector<Token> tokens_;
};

}  // namespace gs::detect
