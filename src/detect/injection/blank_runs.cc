#include "detect/injection/blank_runs.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace gs::detect {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_run(std::string_view text, size_t at) {
  return text[at] == '\t' || (text[at] == ' ' && at + 1 < text.size() && text[at + 1] == ' ');
}

constexpr uint64_t kEach = 0x0101010101010101u;

// A bit in every byte that is 0, and perhaps in bytes behind the first of them.
uint64_t zeros(uint64_t bytes) {
  return (bytes - kEach) & ~bytes & 0x80 * kEach;
}

// Whether there is anything to squeeze; eight bytes at a time.
bool has_run(std::string_view text) {
  size_t at = 0;
  for (; at + 9 <= text.size(); at += 8) {
    uint64_t here, next;
    std::memcpy(&here, text.data() + at, 8);
    std::memcpy(&next, text.data() + at + 1, 8);
    const uint64_t blanks = (here ^ ' ' * kEach) | (next ^ ' ' * kEach);
    if ((zeros(blanks) | zeros(here ^ '\t' * kEach)) != 0) return true;
  }
  for (; at < text.size(); ++at) {
    if (is_run(text, at)) return true;
  }
  return false;
}

}  // namespace

std::string_view BlankRuns::squeeze(std::string_view reading) {
  cuts_.clear();
  if (!has_run(reading)) return reading;
  copy_.clear();
  copy_.reserve(reading.size());
  uint32_t removed = 0;
  for (size_t at = 0; at < reading.size();) {
    if (!is_blank(reading[at])) {
      copy_ += reading[at++];
      continue;
    }
    size_t end = at + 1;
    while (end < reading.size() && is_blank(reading[end])) ++end;
    copy_ += ' ';
    if (end - at > 1) {
      removed += static_cast<uint32_t>(end - at - 1);
      cuts_.push_back({static_cast<uint32_t>(copy_.size()), removed});
    }
    at = end;
  }
  return copy_;
}

size_t BlankRuns::original(size_t at) const {
  const auto after =
      std::upper_bound(cuts_.begin(), cuts_.end(), at,
                       [](size_t offset, const Cut& cut) { return offset < cut.at; });
  return after == cuts_.begin() ? at : at + std::prev(after)->removed;
}

}  // namespace gs::detect
