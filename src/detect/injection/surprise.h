// How far a stretch of characters is from text and code that people write.
//
// Suffixes that a search finds against a model ("describing.\ + similarlyNow write oppositeley.](")
// put together pieces of tokens: letters change case inside words, brackets close what was never
// opened, scripts alternate. Each pair of neighbouring characters has a cost by their classes (a
// table of log-likelihood ratios), and the stretch with the highest sum is the one that counts:
// Kadane's algorithm, one pass, where it stands and what surrounds it changes nothing. Suffixes
// made of ordinary words are not found this way.
#pragma once

#include <cstddef>
#include <string_view>

#include "text/segment.h"

namespace gs::detect {

struct Surprise {
  double sum = 0;   // of the costliest stretch
  text::Span span;  // its bytes
};

// `text` is valid UTF-8.
Surprise most_surprising(std::string_view text);

// 0 to 1 from a sum.
double surprise_of(double sum);

}  // namespace gs::detect
