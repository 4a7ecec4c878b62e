// How much a caller may use. A number that is 0 sets no limit.
#pragma once

#include <cstdint>

namespace gs::auth {

struct LimitSet {
  uint32_t requests_per_minute = 0;
  uint32_t concurrent = 0;  // requests under way at once
  uint64_t tokens_per_minute = 0;
  uint64_t tokens_per_day = 0;  // of the UTC day

  bool empty() const { return *this == LimitSet{}; }
  friend bool operator==(const LimitSet&, const LimitSet&) = default;
};

// Whole numbers up to these are taken: what a double of the shared store's script holds exactly.
inline constexpr uint64_t kMaxRequestLimit = 1'000'000'000;
inline constexpr uint64_t kMaxTokenLimit = 1'000'000'000'000'000;

// `own` where it says something, else `defaults`, number by number.
constexpr LimitSet with_defaults(LimitSet own, const LimitSet& defaults) {
  if (own.requests_per_minute == 0) own.requests_per_minute = defaults.requests_per_minute;
  if (own.concurrent == 0) own.concurrent = defaults.concurrent;
  if (own.tokens_per_minute == 0) own.tokens_per_minute = defaults.tokens_per_minute;
  if (own.tokens_per_day == 0) own.tokens_per_day = defaults.tokens_per_day;
  return own;
}

}  // namespace gs::auth
