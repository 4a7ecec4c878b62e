#include "telemetry/instruments.h"

#include <sched.h>

#include <algorithm>

namespace gs::telemetry {
namespace {

constexpr size_t kCellsPerLine = 64 / sizeof(std::atomic<uint64_t>);

size_t this_shard() {
  return static_cast<unsigned>(sched_getcpu()) % kShards;
}

size_t round_up_to_lines(size_t cells) {
  return (cells + kCellsPerLine - 1) / kCellsPerLine * kCellsPerLine;
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

Histogram::Histogram(std::span<const std::chrono::nanoseconds> bounds)
    : bounds_(bounds.begin(), bounds.end()),
      stride_(round_up_to_lines(bounds_.size() + 2)),
      cells_(std::make_unique<std::atomic<uint64_t>[]>(stride_ * kShards)) {}

std::atomic<uint64_t>* Histogram::shard(size_t index) const {
  return cells_.get() + index * stride_;
}

void Histogram::observe(std::chrono::nanoseconds duration) {
  duration = std::max(duration, std::chrono::nanoseconds(0));
  const auto bucket = static_cast<size_t>(
      std::lower_bound(bounds_.begin(), bounds_.end(), duration) - bounds_.begin());
  std::atomic<uint64_t>* cells = shard(this_shard());
  cells[bucket].fetch_add(1, std::memory_order_relaxed);
  cells[bounds_.size() + 1].fetch_add(static_cast<uint64_t>(duration.count()),
                                      std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::snapshot() const {
  Snapshot result;
  result.counts.resize(bounds_.size() + 1);
  uint64_t sum = 0;
  for (size_t i = 0; i < kShards; ++i) {
    const std::atomic<uint64_t>* cells = shard(i);
    for (size_t b = 0; b < result.counts.size(); ++b) {
      result.counts[b] += cells[b].load(std::memory_order_relaxed);
    }
    sum += cells[bounds_.size() + 1].load(std::memory_order_relaxed);
  }
  result.sum = std::chrono::nanoseconds(sum);
  return result;
}

}  // namespace gs::telemetry
