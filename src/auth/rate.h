// So much a minute, smoothly: the arithmetic of limits.
//
// GCRA, the generic cell rate algorithm of ATM networks (ITU-T I.371, annex A), which decides as a
// token bucket does that refills all the time, and keeps one number instead of two. What is taken
// from the limit occupies the bucket for its share of a minute; the state is the time at which all
// that was taken will have been worked off, and `ahead` is how far off that is. Something is let in
// while the bucket is not more than a minute ahead with it.
//
//   a limit of 60 a minute: one request occupies 1 s
//   nothing for a while:    ahead 0, so 60 at once are let in, and then one every second
//
// Why this and not a window that is counted and cleared: a cleared window lets twice the limit
// through around its edge, and gives everything back at one moment for which all clients then wait.
// Here, whatever the schedule, no minute sees more than what flows in, the limit, and what had
// gathered, the burst: another limit at most. Costs are rounded up, so it is never more.
//
// All times are microseconds, which the shared store's script counts in too.
#pragma once

#include <chrono>
#include <cstdint>

namespace gs::auth {

using Micros = std::chrono::microseconds;

inline constexpr Micros kRateWindow = std::chrono::minutes(1);
// How far ahead a bucket can be at most: after an answer of many more tokens than were foreseen, or
// when the shared store's clock was set back.
inline constexpr Micros kMaxAhead = std::chrono::hours(1);

// How long `amount` occupies a bucket of `limit` (not 0) a minute. More than the limit counts as
// the limit: it is let in when the bucket is empty, rather than never.
Micros rate_cost(uint64_t amount, uint64_t limit);

// What a bucket that was charged for `estimated` has to be moved by when it was `actual`.
Micros rate_correction(uint64_t estimated, uint64_t actual, uint64_t limit);

// How long until `amount` would be let in; 0: now.
Micros rate_wait(Micros ahead, uint64_t amount, uint64_t limit);

// What would be let in now.
uint64_t rate_remaining(Micros ahead, uint64_t limit);

// The state. `now` is a time since any fixed one, and does not go back.
class RateBucket {
 public:
  Micros ahead(Micros now) const;
  void charge(Micros now, Micros cost);
  // Of a charge made before. What comes back cannot make more than an empty bucket.
  void correct(Micros now, Micros by);

 private:
  Micros done_at_{0};
};

}  // namespace gs::auth
