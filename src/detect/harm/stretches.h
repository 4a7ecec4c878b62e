// The stretches of a text that are judged for harm: windows, sentences, pairs of sentences.
//
// Most texts are one window of 256 tokens, and are judged best as a whole; longer ones have a
// window at every half of one. Sentences and pairs of them are judged too, as parts, so that what
// surrounds a harmful one does not hide it; since something among many parts always looks harmful,
// a part has to be more so than a whole. A sentence ends behind . ! ? or the like before a blank,
// and with its line; what is longer than 48 tokens is cut there.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "detect/learned/features.h"

namespace gs::detect {

// Tokens from `first` up to `last`.
struct Stretch {
  size_t first = 0;
  size_t last = 0;
  bool is_part = false;  // a sentence or a pair of them within more text
};

// Of the text that `features` has read; replaces what `stretches` holds. None for a text without
// tokens. Linear in the text.
void find_stretches(std::string_view text, const Features& features,
                    std::vector<Stretch>& stretches);

}  // namespace gs::detect
