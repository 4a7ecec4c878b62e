#include "telemetry/instruments.h"

#include <sched.h>

#include <algorithm>
#include <utility>

namespace gs::telemetry {
namespace {

constexpr size_t kCellsPerLine = 64 / sizeof(std::atomic<uint64_t>);

size_t this_shard() {
  return static_cast<unsigned>(sched_getcpu()) % kShards;
}

size_t round_up_to_lines(size_t cells) {
  return (cells + kCellsPerLine - 1) / kCellsPerLine * kCellsPerLine;
}

std::vector<uint64_t> counts_of(std::span<const std::chrono::nanoseconds> durations) {
  std::vector<uint64_t> counts;
  counts.reserve(durations.size());
  for (const std::chrono::nanoseconds duration : durations) {
    counts.push_back(static_cast<uint64_t>(duration.count()));
  }
  return counts;
}

}  // namespace

void Counter::add(uint64_t n) {
  shards_[this_shard()].count.fetch_add(n, std::memory_order_relaxed);
}

uint64_t Counter::value() const {
  uint64_t sum = 0;
  for (const Shard& shard : shards_) sum += shard.count.load(std::memory_order_relaxed);
  return sum;
}

Buckets::Buckets(std::vector<uint64_t> bounds)
    : bounds_(std::move(bounds)),
      stride_(round_up_to_lines(bounds_.size() + 2)),
      cells_(std::make_unique<std::atomic<uint64_t>[]>(stride_ * kShards)) {}

std::atomic<uint64_t>* Buckets::shard(size_t index) const {
  return cells_.get() + index * stride_;
}

void Buckets::add(uint64_t value) {
  const auto bucket = static_cast<size_t>(std::lower_bound(bounds_.begin(), bounds_.end(), value) -
                                          bounds_.begin());
  std::atomic<uint64_t>* cells = shard(this_shard());
  cells[bucket].fetch_add(1, std::memory_order_relaxed);
  cells[bounds_.size() + 1].fetch_add(value, std::memory_order_relaxed);
}

Buckets::Snapshot Buckets::snapshot() const {
  Snapshot result;
  result.counts.resize(bounds_.size() + 1);
  for (size_t i = 0; i < kShards; ++i) {
    const std::atomic<uint64_t>* cells = shard(i);
    for (size_t b = 0; b < result.counts.size(); ++b) {
      result.counts[b] += cells[b].load(std::memory_order_relaxed);
    }
    result.sum += cells[bounds_.size() + 1].load(std::memory_order_relaxed);
  }
  return result;
}

Histogram::Histogram(std::span<const std::chrono::nanoseconds> bounds)
    : bounds_(bounds.begin(), bounds.end()), buckets_(counts_of(bounds)) {}

void Histogram::observe(std::chrono::nanoseconds duration) {
  buckets_.add(static_cast<uint64_t>(std::max(duration, std::chrono::nanoseconds(0)).count()));
}

Histogram::Snapshot Histogram::snapshot() const {
  Buckets::Snapshot cells = buckets_.snapshot();
  return {std::move(cells.counts), std::chrono::nanoseconds(cells.sum)};
}

}  // namespace gs::telemetry
