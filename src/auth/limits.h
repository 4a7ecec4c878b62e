// The quotas of one process: who has used how much of which limit.
//
//   LocalLimits limits;
//   Admission admission = limits.admit({{"key:ci-1", key_limits}, {"tenant:red", tenant_limits}},
//                                      estimated_tokens, {clock.steady(), clock.now()});
//   if (!admission.admitted()) answer(limit_answer(*admission.refusal), ...);
//   ... limits.settle(admission, tokens_used, now);
//
// A request is let in by all of its subjects or by none, and takes nothing where it is refused. The
// arithmetic stands in rate.h (per minute) and admission.h. Tokens of a day count for the UTC day
// in which the request was admitted.
//
// Safe from any thread: subjects are spread over shards with a mutex each, held for a few look-ups.
// A subject that nobody used for a day is forgotten; so is, beyond max_subjects, the one that was
// used least recently, with what it had used.
#pragma once

#include "auth/admission.h"
#include "base/clock.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gs::auth {

// Both at once, so that what is decided depends on one instant. The steady one is for rates: a
// clock that is set back must lock nobody out.
struct Instant {
  SteadyTime steady;
  WallTime wall;
};

// Days since 1970, UTC, and what is left of that day.
int64_t day_of(WallTime time);
Micros until_midnight(WallTime time);

class LocalLimits {
 public:
  explicit LocalLimits(size_t max_subjects = 100'000);

  // Subjects without limits are passed over. Names are unique within `subjects`.
  Admission admit(std::vector<LimitSubject> subjects, uint64_t estimated_tokens, Instant now);

  // Gives the slots back and puts the actual tokens in the place of the estimate; nothing: the
  // estimate stands. A further call does nothing.
  void settle(Admission& admission, std::optional<uint64_t> actual_tokens, Instant now);

  size_t subjects() const;  // remembered now

 private:
  struct Entry {
    std::string name;
    SteadyTime used_at;
    RateBucket requests;
    RateBucket tokens;
    int64_t day = 0;
    uint64_t tokens_today = 0;
    uint32_t under_way = 0;
  };
  using Entries = std::list<Entry>;  // the most recently used first
  struct Shard {
    mutable std::mutex mutex;
    Entries entries;
    std::unordered_map<std::string_view, Entries::iterator> by_name;  // views into the entries
  };
  static constexpr size_t kShards = 16;
  // One bit a shard. Locks are taken in the order of the shards, so that nobody waits in a circle.
  using Locks = std::array<std::unique_lock<std::mutex>, kShards>;

  Shard& shard_of(std::string_view name);
  Locks lock_all(std::span<const LimitSubject> subjects);
  Entry& touch(const std::string& name, Instant now);
  Entry* find(const std::string& name);
  static Standing standing_of(const Entry& entry, Instant now);
  static void take(Entry& entry, const LimitSet& limits, uint64_t tokens, Instant now);

  const size_t max_in_shard_;
  std::array<Shard, kShards> shards_;
};

}  // namespace gs::auth
