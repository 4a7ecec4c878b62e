// The entries of a verbatim index while it is built: hashes and the places filed under them.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gs::detect {

// 12 bytes, because there is one for every five tokens.
class IndexEntry {
 public:
  IndexEntry() = default;
  IndexEntry(uint64_t hash, uint32_t place)
      : high_(static_cast<uint32_t>(hash >> 32)),
        low_(static_cast<uint32_t>(hash)),
        place_(place) {}

  uint64_t hash() const { return uint64_t{high_} << 32 | low_; }
  uint32_t place() const { return place_; }

  friend auto operator<=>(const IndexEntry&, const IndexEntry&) = default;

 private:
  uint32_t high_ = 0;
  uint32_t low_ = 0;
  uint32_t place_ = 0;
};
static_assert(sizeof(IndexEntry) == 12);

using IndexEntries = std::vector<IndexEntry>;

// Takes sorted entries. Of a hash with more places than kMaxPlaces one entry stays, with kCrowded
// for its place. Returns these hashes, ascending.
std::vector<uint64_t> thin_out_crowded(IndexEntries& entries);

// Takes the windows found for crowded hashes; keeps the first place of each, and puts them where
// they belong among the sorted entries.
void merge_windows(IndexEntries& entries, IndexEntries windows);

// Remembers many of the windows seen lately: the ones that another one with the same slot has not
// pushed out. What it says it has seen it has seen (but for equal 64-bit hashes).
class SeenWindows {
 public:
  SeenWindows() : slots_(kSlots) {}

  // Whether the window was here before; from now on it was.
  bool check_in(uint64_t window_hash) {
    uint64_t& slot = slots_[window_hash % kSlots];
    if (slot == window_hash) return true;
    slot = window_hash;
    return false;
  }

 private:
  static constexpr size_t kSlots = size_t{1} << 16;
  std::vector<uint64_t> slots_;
};

}  // namespace gs::detect
