#include "text/obfuscation.h"

#include <cmath>

namespace gs::text {
namespace {

// What `places` of a layer are worth: at `half` of them half the ceiling. A place is what the
// module that reads the layer counts: one gap between letters, one character, one word or one
// payload.
struct Weight {
  double half;
  double ceiling;
};

constexpr std::array<Weight, kLayerNames.size()> kWeights = {{
    {4, 0.95},    // zero_width: gaps between letters of one word; one is a stray from copying
    {1, 0.95},    // bidi: overrides, which ordinary right-to-left text does without
    {3, 0.99},    // tag_characters: invisible letters that are no flag; nothing ordinary has them
    {8, 0.90},    // compatibility: letters in words made of them; titles and names of people too
    {2, 0.95},    // confusables: words that mix scripts and read as Latin; one may be a slip
    {3, 0.90},    // leet: words that are common once read so
    {2, 0.90},    // separated_letters: four letters each; one word may be a spaced heading
    {6, 0.90},    // html_entities: letters and digits, which need none
    {6, 0.90},    // percent_encoding: likewise
    {8, 0.90},    // unicode_escapes: likewise; source code has some
    {1.2, 0.90},  // base64: 24 bytes of text each, rounded up
    {1.2, 0.90},  // hex: likewise
    {1, 0.90},    // rot13: some six letters of common words each
    {1, 0.90},    // reversed: likewise
}};

}  // namespace

LayerSet Obfuscation::layers() const {
  LayerSet layers;
  for (size_t i = 0; i < places_.size(); ++i) {
    if (places_[i] > 0) layers.add(static_cast<Layer>(i));
  }
  return layers;
}

double obfuscation_score(const Obfuscation& found) {
  double innocent = 1;
  for (size_t i = 0; i < kWeights.size(); ++i) {
    const auto places = static_cast<double>(found.places(static_cast<Layer>(i)));
    if (places == 0) continue;
    innocent *= 1 - kWeights[i].ceiling * (1 - std::exp2(-places / kWeights[i].half));
  }
  return 1 - innocent;
}

}  // namespace gs::text
