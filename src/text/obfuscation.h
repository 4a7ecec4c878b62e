// What was found hidden in a text, and how suspicious that is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "text/layer.h"

namespace gs::text {

// How often each layer was used in a way that ordinary text does not use it: places, not bytes. The
// joiners of an emoji, the entities of a web page or one word with a foreign letter may count for
// nothing here although a view undid them.
class Obfuscation {
 public:
  void add(Layer layer, size_t places) { places_[static_cast<size_t>(layer)] += places; }
  void add(const Obfuscation& other) {
    for (size_t i = 0; i < places_.size(); ++i) places_[i] += other.places_[i];
  }
  size_t places(Layer layer) const { return places_[static_cast<size_t>(layer)]; }
  LayerSet layers() const;

 private:
  std::array<size_t, kLayerNames.size()> places_{};
};

// 0 (nothing hidden) to 1: each layer alone gives ceiling * (1 - 2^(-places / half)), by the table
// in obfuscation.cc, and layers combine as independent evidence: 1 - product of (1 - score).
// Ordinary text stays below 0.3, one deliberately hidden phrase reaches 0.5. Score each block of a
// long text by itself and take the maximum, or length alone will make it suspicious.
double obfuscation_score(const Obfuscation& found);

}  // namespace gs::text
