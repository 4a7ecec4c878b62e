// Judges a block of text for harm.
#pragma once

#include <string_view>
#include <vector>

#include "detect/harm/harm_model.h"
#include "detect/harm/stretches.h"
#include "detect/learned/features.h"

namespace gs::detect {

// One a thread; reuses its memory.
class HarmReader {
 public:
  // What was found in a block: its most harmful stretch.
  struct Found {
    bool any = false;  // false for a block without tokens
    float margin = 0;
    Stretch stretch;
  };

  // The stretch with the highest margin.
  Found read(const HarmModel& model, std::string_view block);
  // Features of a stretch of the last block.
  std::span<const uint32_t> hashes(Stretch stretch) const {
    return features_.hashes(stretch.first, stretch.last);
  }

 private:
  Features features_;
  std::vector<int64_t> sums_;  // of the tokens before the one of the index
  std::vector<Stretch> stretches_;
};

}  // namespace gs::detect
