// The ways of hiding text that a view undoes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gs::text {

enum class Layer : uint8_t {
  kZeroWidth,         // invisible characters between visible ones
  kBidi,              // characters that change the direction of what is shown
  kTagCharacters,     // U+E0000: a whole invisible alphabet
  kCompatibility,     // full-width, mathematical, enclosed and the like
  kConfusables,       // letters of other scripts that look like ASCII
  kLeet,              // 1gn0r3
  kSeparatedLetters,  // i g n o r e
  kHtmlEntities,
  kPercentEncoding,
  kUnicodeEscapes,
  kBase64,
  kHex,
  kRot13,
  kReversed,
};

inline constexpr std::array<std::string_view, 14> kLayerNames = {"zero_width",
                                                                 "bidi",
                                                                 "tag_characters",
                                                                 "compatibility",
                                                                 "confusables",
                                                                 "leet",
                                                                 "separated_letters",
                                                                 "html_entities",
                                                                 "percent_encoding",
                                                                 "unicode_escapes",
                                                                 "base64",
                                                                 "hex",
                                                                 "rot13",
                                                                 "reversed"};

constexpr std::string_view to_string(Layer layer) {
  return kLayerNames[static_cast<size_t>(layer)];
}

class LayerSet {
 public:
  constexpr void add(Layer layer) { bits_ |= bit(layer); }
  constexpr void add(LayerSet other) { bits_ |= other.bits_; }
  constexpr bool has(Layer layer) const { return (bits_ & bit(layer)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(LayerSet, LayerSet) = default;

 private:
  static constexpr uint16_t bit(Layer layer) {
    return static_cast<uint16_t>(1u << static_cast<unsigned>(layer));
  }
  uint16_t bits_ = 0;
};

}  // namespace gs::text
