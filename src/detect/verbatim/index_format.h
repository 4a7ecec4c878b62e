// The layout of a verbatim index, docs/formats/verbatim_index.md in code: little-endian, read where
// it lies.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gs::detect {

static_assert(std::endian::native == std::endian::little, "the index is read where it lies");

// As in PNG: a byte beyond ASCII, the name, and line ends that a transfer as text would change.
inline constexpr std::array<char, 8> kIndexMagic = {'\x89', 'G', 'S', 'V', 'B', '\r', '\n', '\x1A'};
inline constexpr uint32_t kIndexVersion = 1;

// Bytes of text between two counts of tokens.
inline constexpr size_t kMarkBytes = 4096;
// More places than this of one fingerprint are looked up by whole windows instead.
inline constexpr size_t kMaxPlaces = 16;
// Stands for those places.
inline constexpr uint32_t kCrowded = 0xFFFFFFFF;
// Places are 32 bits wide.
inline constexpr size_t kMaxTextBytes = 0xFFFFFFFE;
inline constexpr uint32_t kMaxBucketBits = 28;

enum Section : size_t {
  kText,
  kSources,
  kNames,
  kMarks,
  kDirectory,
  kTags,
  kPlaces,
  kSectionCount,
};

struct SectionRange {
  uint64_t offset = 0;
  uint64_t bytes = 0;
};

struct IndexHeader {
  std::array<char, 8> magic{};
  uint32_t version = 0;
  uint32_t header_bytes = 0;
  uint64_t file_bytes = 0;
  uint32_t gram_tokens = 0;
  uint32_t window_grams = 0;
  uint64_t tokens = 0;
  uint64_t source_bytes = 0;
  uint32_t bucket_bits = 0;
  uint32_t sources = 0;
  uint64_t entries = 0;
  std::array<SectionRange, kSectionCount> sections{};
  std::array<uint8_t, 32> body_digest{};
  std::array<uint8_t, 8> unicode{};  // version of the character properties, as u_getUnicodeVersion
  std::array<uint8_t, 8> header_digest{};
};
static_assert(sizeof(IndexHeader) == 224);

struct SourceRecord {
  uint64_t text_begin = 0;  // its tokens in the text, [begin, end)
  uint64_t text_end = 0;
  uint64_t tokens = 0;
  uint64_t bytes = 0;  // of the file
  uint64_t name_begin = 0;
  uint64_t name_bytes = 0;
  std::array<uint8_t, 32> digest{};  // SHA-256 of the file
};
static_assert(sizeof(SourceRecord) == 80);

// What of a hash says which bucket, and which entry of it.
inline size_t bucket_of(uint64_t hash, uint32_t bucket_bits) {
  return bucket_bits == 0 ? 0 : static_cast<size_t>(hash >> (64 - bucket_bits));
}
inline uint16_t tag_of(uint64_t hash) {
  return static_cast<uint16_t>(hash);
}

// Number `index` of the values that lie one behind the other at `section`.
template <typename T>
T value_at(std::string_view section, size_t index) {
  T value;
  std::memcpy(&value, section.data() + index * sizeof(T), sizeof(T));
  return value;
}

// The first 8 bytes of the SHA-256 of what lies before them.
std::array<uint8_t, 8> header_digest(std::string_view header);

}  // namespace gs::detect
