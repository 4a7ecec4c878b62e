// The layout of the file of a name model, docs/formats/names_model.md in code: little-endian, read
// where it lies.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "detect/names/name_tags.h"

namespace gs::detect {

static_assert(std::endian::native == std::endian::little, "the model is read where it lies");

// As in PNG: a byte beyond ASCII, the name, and line ends that a transfer as text would change.
inline constexpr std::array<char, 8> kNameModelMagic = {'\x89', 'G',  'S',  'N',
                                                        'M',    '\r', '\n', '\x1A'};
// Changes with the features, the tokeniser and the hashes as well as with the layout.
inline constexpr uint32_t kNameModelVersion = 2;

struct NameModelHeader {
  std::array<char, 8> magic{};
  uint32_t version = 0;
  uint32_t crc = 0;       // CRC-32C of the file from `bytes` on
  uint64_t bytes = 0;     // of the file
  uint32_t features = 0;  // numbers of the tokeniser's and the features' making
  uint32_t tags = 0;
  uint32_t word_slots = 0;
  uint32_t weight_rows = 0;
  float unit = 0;  // what a weight of 1 is worth, in nats
  uint32_t cluster_slots = 0;
  std::array<uint32_t, 4> zeros{};
  std::array<std::array<int16_t, kTagLanes>, kTagLanes> transitions{};  // [before][tag]
};
static_assert(sizeof(NameModelHeader) == 64 + 512);

// What one feature says for and against each tag.
struct alignas(16) WeightRow {
  std::array<int8_t, 14> weights{};  // by tag; the last means nothing
  uint16_t check = 0;                // 0: empty
};
static_assert(sizeof(WeightRow) == 16);
static_assert(kNameTags <= 14);

// Behind the header lie the rows, then the slots of the word lists, then those of the clusters.

}  // namespace gs::detect
