#include "detect/verbatim/index_entries.h"

#include <algorithm>

#include "detect/verbatim/index_format.h"

namespace gs::detect {

std::vector<uint64_t> thin_out_crowded(IndexEntries& entries) {
  std::vector<uint64_t> crowded;
  size_t kept = 0;
  for (size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
    const uint64_t hash = entries[begin].hash();
    while (end < entries.size() && entries[end].hash() == hash) ++end;
    if (end - begin > kMaxPlaces) {
      crowded.push_back(hash);
      entries[kept++] = IndexEntry(hash, kCrowded);
      continue;
    }
    for (size_t i = begin; i < end; ++i) entries[kept++] = entries[i];
  }
  entries.resize(kept);
  return crowded;
}

void merge_windows(IndexEntries& entries, IndexEntries windows) {
  std::sort(windows.begin(), windows.end());
  const auto end =
      std::unique(windows.begin(), windows.end(),
                  [](const IndexEntry& a, const IndexEntry& b) { return a.hash() == b.hash(); });
  const auto middle = static_cast<ptrdiff_t>(entries.size());
  entries.insert(entries.end(), windows.begin(), end);
  std::inplace_merge(entries.begin(), entries.begin() + middle, entries.end());
}

}  // namespace gs::detect
