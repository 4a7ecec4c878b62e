// How models decline, by language.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace gs::detect {

// Any of `openings` followed by any of `acts` in the same sentence, with at most `gap` words in
// between, refuses; without acts the openings do by themselves. The notation of a phrase is that of
// PhraseAutomaton.
struct RefusalPhrases {
  std::string_view language;
  uint8_t gap = 0;
  std::vector<std::string_view> openings;
  std::vector<std::string_view> acts;
};

std::vector<RefusalPhrases> refusal_phrases();

}  // namespace gs::detect
