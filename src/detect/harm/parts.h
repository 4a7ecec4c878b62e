// The parts of a text that are judged for harm beside its windows, so that what stands around a
// harmful sentence does not hide it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace gs::detect {

// Tokens from `first` up to `last`, and what they were judged.
struct Stretch {
  size_t first = 0;
  size_t last = 0;
  size_t sentences = 0;  // 0 of a window
  float margin = 0;
};

// Runs of 2, 3, 4, 6 and 8 sentences; `borders` are the tokens between which sentences lie, 0
// first. Replaces what `runs` holds. At most 5 runs a token.
void find_runs(std::span<const size_t> borders, std::vector<Stretch>& runs);

}  // namespace gs::detect
