// Windows over the tokens of a text, so that what stands around an attack does not dilute it.
//
// Of every length there is a window at every half of it; the last of them ends with the text. A
// short text has one window a length, all of it.
#pragma once

#include <algorithm>
#include <cstddef>

namespace gs::detect {

inline constexpr size_t kWindowTokens[] = {32, 128};

// Calls visit(first, last) for the tokens from first up to last; windows of one length lie in
// order.
template <typename Visit>
void for_each_window(size_t tokens, Visit visit) {
  bool whole_seen = false;
  for (const size_t length : kWindowTokens) {
    const size_t half = length / 2;
    const size_t beyond = std::max<size_t>(tokens - std::min(tokens, half), 1);
    for (size_t first = 0; first < beyond; first += half) {
      const size_t last = std::min(first + length, tokens);
      if (last - first == tokens) {
        if (whole_seen) continue;
        whole_seen = true;
      }
      visit(first, last);
    }
  }
}

}  // namespace gs::detect
