#include "base/nearest.h"

#include <algorithm>
#include <array>

namespace gs {
namespace {

constexpr size_t kMaxLength = 64;
constexpr size_t kMaxDistance = 3;

// Optimal string alignment: the three newest rows of the edit table. Both texts are short.
size_t distance(std::string_view a, std::string_view b) {
  using Row = std::array<size_t, kMaxLength + kMaxDistance + 1>;
  Row before_last{}, last{}, row{};
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view name, std::span<const std::string> candidates) {
  if (name.size() > kMaxLength) return {};
  const size_t limit = std::clamp<size_t>(name.size() / 3, 1, kMaxDistance);
  size_t best = limit + 1;
  std::string_view found;
  for (const std::string& candidate : candidates) {
    const size_t longer = std::max(name.size(), candidate.size());
    if (longer - std::min(name.size(), candidate.size()) > limit) continue;
    const size_t d = distance(name, candidate);
    if (d >= best) continue;
    best = d;
    found = candidate;
  }
  return std::string(found);
}

}  // namespace gs
