// Winnowing: which few of a text's token runs are written into the index, so that any two texts
// that share a long enough run share a written one.
//
// Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD
// 2003. Hash every run of 8 tokens (a gram). Of each window of 9 neighbouring grams, which is 16
// tokens, select the gram with the smallest hash, the rightmost of equal ones. The choice depends
// on the 16 tokens alone, so the same 16 tokens select the same gram in every text. Neighbouring
// windows mostly select the same one: about one gram in five is selected.
//
// The hash of a gram is the polynomial of its tokens' hashes modulo 2^64, rolled along the text,
// and then mixed so that its order says nothing about the words.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace gs::detect {

inline constexpr size_t kGramTokens = 8;
inline constexpr size_t kWindowGrams = 9;
// The shortest copy that is recognised for certain.
inline constexpr size_t kMatchTokens = kGramTokens + kWindowGrams - 1;

class Winnower {
 public:
  // Takes the next token. True when the last 16 tokens are a window, to which the following refer.
  bool push(uint64_t token_hash);

  uint64_t fingerprint() const { return mixed_[selected_ & kMask]; }
  // Where the selected gram begins, in tokens from the beginning of the window: 0 to 8.
  size_t gram_offset() const { return static_cast<size_t>(selected_ + kMatchTokens - tokens_); }
  // A hash of the whole window, unrelated to fingerprints.
  uint64_t window_hash() const;

  void reset() { *this = Winnower(); }

 private:
  static constexpr uint64_t kMask = 15;  // of the rings, which are larger than a window

  void select(uint64_t newest);

  uint64_t tokens_ = 0;  // so far
  uint64_t rolling_ = 0;
  uint64_t selected_ = 0;  // number of the selected gram, which is the number of its first token
  std::array<uint64_t, kGramTokens> hashes_{};  // of the last tokens
  std::array<uint64_t, kMask + 1> grams_{};     // the last polynomials
  std::array<uint64_t, kMask + 1> mixed_{};     // the same, mixed
};

}  // namespace gs::detect
