#include "text/offset_map.h"

#include <algorithm>

namespace gs::text {

void OffsetMap::clear() {
  runs_.clear();
  plain_size_ = 0;
  original_size_ = 0;
}

void OffsetMap::append(size_t original_step, size_t plain_step, size_t count) {
  if (count == 0) return;
  bool goes_on = false;
  if (!runs_.empty()) {
    const Run& last = runs_.back();
    const size_t steps = (plain_size_ - last.plain) / last.plain_step;
    goes_on = last.plain_step == plain_step && last.original_step == original_step &&
              last.original + steps * original_step == original_size_;
  }
  if (!goes_on) runs_.push_back({plain_size_, original_size_, plain_step, original_step});
  plain_size_ += plain_step * count;
  original_size_ += original_step * count;
}

const OffsetMap::Run& OffsetMap::run_of(size_t plain) const {
  auto behind = std::upper_bound(runs_.begin(), runs_.end(), plain,
                                 [](size_t at, const Run& run) { return at < run.plain; });
  return *std::prev(behind);
}

size_t OffsetMap::original_begin(size_t plain) const {
  if (plain >= plain_size_ || runs_.empty()) return original_size_;
  const Run& run = run_of(plain);
  return run.original + (plain - run.plain) / run.plain_step * run.original_step;
}

Span OffsetMap::original(Span plain) const {
  const size_t begin = original_begin(plain.begin);
  if (plain.begin >= plain.end || runs_.empty()) return {begin, begin};
  const Run& last = run_of(plain.end - 1);
  const size_t step = (plain.end - 1 - last.plain) / last.plain_step;
  return {begin, last.original + (step + 1) * last.original_step};
}

void OffsetMap::discard_before(size_t plain) {
  auto kept = std::upper_bound(runs_.begin(), runs_.end(), plain,
                               [](size_t at, const Run& run) { return at < run.plain; });
  if (kept - runs_.begin() > 64) runs_.erase(runs_.begin(), std::prev(kept));
}

}  // namespace gs::text
