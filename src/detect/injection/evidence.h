// What was found in one window of a text, before it is weighed.
//
// Detection and weighing are apart, so that further sources of evidence can join by adding a field
// here and a term in score.cc.
#pragma once

#include <array>

#include "detect/injection/family.h"

namespace gs::detect {

struct Evidence {
  // By family, 0 to 1: one minus the product of (1 - weight) over its different phrases.
  std::array<float, kFamilyCount> family{};
  float hidden = 0;      // 1 when a strong phrase stands only in a hidden reading
  float surprise = 0;    // 0 to 1: a stretch of characters as searches find them (see surprise.h)
  float learned = 0;     // log-odds that the learned model adds, 0 or more
  bool in_data = false;  // the segment is a tool's result or a document
};

// The probability that a window attacks: 0 when nothing was found, else a calibrated 0 to 1.
// Never falls when evidence is added.
double injection_score(const Evidence& evidence);

}  // namespace gs::detect
