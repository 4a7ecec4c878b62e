#include "gateway/upstream/breaker.h"

namespace gs::gateway::upstream {
namespace {

int64_t ticks(SteadyTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

}  // namespace

bool Breaker::is_open(SteadyTime now) const {
  const int64_t until = open_until_.load(std::memory_order_relaxed);
  return until != kClosed && ticks(now) < until;
}

bool Breaker::admits(SteadyTime now) {
  int64_t until = open_until_.load(std::memory_order_relaxed);
  if (until == kClosed) return true;
  if (ticks(now) < until) return false;
  return open_until_.compare_exchange_strong(until, ticks(now + open_));
}

bool Breaker::succeeded() {
  failures_.store(0, std::memory_order_relaxed);
  if (open_until_.load(std::memory_order_relaxed) == kClosed) return false;
  return open_until_.exchange(kClosed) != kClosed;
}

bool Breaker::failed(SteadyTime now) {
  if (failures_.fetch_add(1, std::memory_order_relaxed) + 1 < limit_) return false;
  return open_until_.exchange(ticks(now + open_)) == kClosed;
}

}  // namespace gs::gateway::upstream
