// How many requests may be tried again: a share of all requests, so that retries cannot multiply
// the load of servers that are failing already. (As Finagle's RetryBudget: each request deposits a
// share of a retry, each retry withdraws one; a small reserve lets quiet services retry too.)
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace gs::gateway::upstream {

// Safe from any thread.
class RetryBudget {
 public:
  // `percent` retries for each 100 requests; 0: none at all, the reserve included.
  explicit RetryBudget(unsigned percent)
      : percent_(percent), balance_(percent > 0 ? kReserve : 0) {}

  void deposit() {
    int64_t now = balance_.load(std::memory_order_relaxed);
    while (!balance_.compare_exchange_weak(now, std::min(now + percent_, kMost))) {
    }
  }
  bool withdraw() {
    int64_t now = balance_.load(std::memory_order_relaxed);
    do {
      if (now < kRetry) return false;
    } while (!balance_.compare_exchange_weak(now, now - kRetry));
    return true;
  }

 private:
  static constexpr int64_t kRetry = 100;
  static constexpr int64_t kReserve = 10 * kRetry;
  static constexpr int64_t kMost = 100 * kRetry;

  const int64_t percent_;
  std::atomic<int64_t> balance_;
};

}  // namespace gs::gateway::upstream
