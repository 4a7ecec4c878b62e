#include "detect/verbatim/winnower.h"

namespace gs::detect {
namespace {

constexpr uint64_t kBase = 0xD6E8FEB86659FD93;  // odd

constexpr uint64_t power(uint64_t base, size_t exponent) {
  uint64_t result = 1;
  for (size_t i = 0; i < exponent; ++i) result *= base;
  return result;
}

constexpr uint64_t kOldest = power(kBase, kGramTokens - 1);
constexpr uint64_t kGram = power(kBase, kGramTokens);

// The finaliser of MurmurHash3 (Austin Appleby, public domain).
constexpr uint64_t mix(uint64_t x) {
  x = (x ^ x >> 33) * 0xFF51AFD7ED558CCD;
  x = (x ^ x >> 33) * 0xC4CEB9FE1A85EC53;
  return x ^ x >> 33;
}

}  // namespace

static_assert(kMatchTokens == 2 * kGramTokens, "a window is two grams, see window_hash()");

bool Winnower::push(uint64_t token_hash) {
  uint64_t& oldest = hashes_[tokens_ % kGramTokens];
  rolling_ = (rolling_ - oldest * kOldest) * kBase + token_hash;
  oldest = token_hash;
  ++tokens_;
  if (tokens_ < kGramTokens) return false;
  select(tokens_ - kGramTokens);
  return tokens_ >= kMatchTokens;
}

void Winnower::select(uint64_t newest) {
  const uint64_t hash = mix(rolling_);
  grams_[newest & kMask] = rolling_;
  mixed_[newest & kMask] = hash;
  if (newest == 0 || hash <= mixed_[selected_ & kMask]) {
    selected_ = newest;
  } else if (selected_ + kWindowGrams <= newest) {
    selected_ = newest + 1 - kWindowGrams;
    for (uint64_t gram = selected_ + 1; gram <= newest; ++gram) {
      if (mixed_[gram & kMask] <= mixed_[selected_ & kMask]) selected_ = gram;
    }
  }
}

// The window's polynomial, made of those of its two halves. The constant parts it from
// fingerprints.
uint64_t Winnower::window_hash() const {
  const uint64_t last = tokens_ - kGramTokens;
  const uint64_t first = tokens_ - kMatchTokens;
  const uint64_t whole = grams_[first & kMask] * kGram + grams_[last & kMask];
  return mix(whole ^ 0xA5A5A5A55A5A5A5A);
}

}  // namespace gs::detect
