// What is counted and measured, fit for the hot path: no locks, no allocation, and no cache line
// that all threads write. Each instrument is split into shards, a thread writes the shard of the
// processor it runs on, and reading adds the shards up.
//
// (prometheus-cpp's own Histogram takes a mutex at each observation, hence these; its exposition
// format is used all the same, see registry.h.)
//
// Safe from any thread. A sum that is read while others write may miss the newest additions.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace gs::telemetry {

inline constexpr size_t kShards = 4;

class Counter {
 public:
  void add(uint64_t n = 1);
  uint64_t value() const;

 private:
  struct alignas(64) Shard {
    std::atomic<uint64_t> count{0};
  };
  std::array<Shard, kShards> shards_;
};

// Either one thread sets it, or several add to it and take away again (open streams).
class Gauge {
 public:
  void set(double value) { value_.store(value, std::memory_order_relaxed); }
  void add(double by) { value_.fetch_add(by, std::memory_order_relaxed); }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

// What both histograms are made of: counts by bucket and a sum of whole numbers, in shards.
class Buckets {
 public:
  // Upper bounds (inclusive), ascending; one more bucket holds what lies beyond.
  explicit Buckets(std::vector<uint64_t> bounds);

  void add(uint64_t value);

  struct Snapshot {
    std::vector<uint64_t> counts;  // one a bucket, not cumulative; the last is beyond all bounds
    uint64_t sum = 0;
  };
  Snapshot snapshot() const;

 private:
  // A shard is a run of `stride_` numbers: a count for each bucket, then the sum, filled up to
  // whole cache lines.
  std::atomic<uint64_t>* shard(size_t index) const;

  std::vector<uint64_t> bounds_;
  size_t stride_;
  std::unique_ptr<std::atomic<uint64_t>[]> cells_;
};

// Durations in buckets.
class Histogram {
 public:
  explicit Histogram(std::span<const std::chrono::nanoseconds> bounds);  // as of Buckets

  void observe(std::chrono::nanoseconds duration);  // below zero counts as zero

  struct Snapshot {
    std::vector<uint64_t> counts;  // as of Buckets
    std::chrono::nanoseconds sum{};
  };
  Snapshot snapshot() const;
  std::span<const std::chrono::nanoseconds> bounds() const { return bounds_; }

 private:
  std::vector<std::chrono::nanoseconds> bounds_;
  Buckets buckets_;
};

// Plain whole numbers in buckets: characters, tokens.
class CountHistogram {
 public:
  explicit CountHistogram(std::span<const uint64_t> bounds)  // as of Buckets
      : bounds_(bounds.begin(), bounds.end()), buckets_(bounds_) {}

  void observe(uint64_t count) { buckets_.add(count); }

  using Snapshot = Buckets::Snapshot;
  Snapshot snapshot() const { return buckets_.snapshot(); }
  std::span<const uint64_t> bounds() const { return bounds_; }

 private:
  std::vector<uint64_t> bounds_;
  Buckets buckets_;
};

}  // namespace gs::telemetry
