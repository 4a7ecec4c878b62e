// Cuts a text into tokens for features.h, and hashes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gs::detect {

// A token, with case folded and every digit taken for the same. Hashes are of 64 well-mixed bits.
struct Word {
  uint32_t begin = 0;  // its first byte in the text
  uint64_t whole = 0;  // of all of it
  uint64_t head = 0;   // of its first four bytes; 0 for what is no word of six or more
  uint64_t tail = 0;   // of its last three bytes; 0 for what is no word of five or more
};

// Mixes two hashes into one; the order matters.
inline uint64_t mix(uint64_t a, uint64_t b) {
  uint64_t z = a * 0x9E3779B97F4A7C15u ^ (b + 0x165667B19E3779F9u) * 0xC2B2AE3D27D4EB4Fu;
  z ^= z >> 31;
  return z * 0xBF58476D1CE4E5B9u;
}

// Reads tokens one after another. The text outlives it.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) {}
  // The next token, or false at the end.
  bool next(Word& word);

 private:
  bool read_ascii_word(Word& word);
  bool read_any_word(Word& word);
  bool read_sign(Word& word, uint32_t code_point, size_t behind);

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace gs::detect
