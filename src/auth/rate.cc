#include "auth/rate.h"

#include <algorithm>

namespace gs::auth {
namespace {

// 128 bits: an amount is anything that a caller may claim.
__extension__ typedef unsigned __int128 Wide;

// amount / limit of a minute, rounded up.
Micros share(uint64_t amount, uint64_t limit) {
  const Wide window = static_cast<Wide>(kRateWindow.count());
  const Wide cost = (static_cast<Wide>(amount) * window + limit - 1) / limit;
  return Micros(static_cast<int64_t>(std::min(cost, static_cast<Wide>(kMaxAhead.count()))));
}

}  // namespace

Micros rate_cost(uint64_t amount, uint64_t limit) {
  return share(std::min(amount, limit), limit);
}

Micros rate_correction(uint64_t estimated, uint64_t actual, uint64_t limit) {
  return share(actual, limit) - rate_cost(estimated, limit);
}

Micros rate_wait(Micros ahead, uint64_t amount, uint64_t limit) {
  return std::max(ahead + rate_cost(amount, limit) - kRateWindow, Micros(0));
}

uint64_t rate_remaining(Micros ahead, uint64_t limit) {
  if (ahead >= kRateWindow) return 0;
  const auto free = static_cast<Wide>((kRateWindow - ahead).count());
  return static_cast<uint64_t>(free * limit / static_cast<Wide>(kRateWindow.count()));
}

Micros RateBucket::ahead(Micros now) const {
  return std::clamp(done_at_ - now, Micros(0), kMaxAhead);
}

void RateBucket::charge(Micros now, Micros cost) {
  done_at_ = now + std::min(ahead(now) + cost, kMaxAhead);
}

void RateBucket::correct(Micros now, Micros by) {
  done_at_ = now + std::clamp(ahead(now) + by, Micros(0), kMaxAhead);
}

}  // namespace gs::auth
