// The hash behind words and features: a product of 128 bits folded to 64, as in wyhash
// (https://github.com/wangyi-fudan/wyhash). Part of the model format: a change makes every model
// another version.
#pragma once

#include <cstdint>

namespace gs::detect {

inline constexpr uint64_t kHashSeed = 0xA0761D6478BD642Full;
inline constexpr uint64_t kHashFactor = 0xE7037ED1A0B428DBull;

inline uint64_t mix(uint64_t a, uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a ^ kHashSeed) * (b ^ kHashFactor);
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

}  // namespace gs::detect
