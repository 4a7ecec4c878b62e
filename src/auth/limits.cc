#include "auth/limits.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace gs::auth {
namespace {

using std::chrono::days;

// So many subjects can be part of one admission without one pushing out another.
constexpr size_t kLeastInShard = 16;

Micros since_start(SteadyTime time) {
  return std::chrono::duration_cast<Micros>(time.time_since_epoch());
}

}  // namespace

int64_t day_of(WallTime time) {
  return std::chrono::floor<days>(time).time_since_epoch().count();
}

Micros until_midnight(WallTime time) {
  return std::chrono::ceil<Micros>(std::chrono::floor<days>(time) + days(1) - time);
}

LocalLimits::LocalLimits(size_t max_subjects)
    : max_in_shard_(std::max(max_subjects / kShards, kLeastInShard)) {}

LocalLimits::Shard& LocalLimits::shard_of(std::string_view name) {
  return shards_[std::hash<std::string_view>{}(name) % kShards];
}

LocalLimits::Locks LocalLimits::lock_all(std::span<const LimitSubject> subjects) {
  std::array<bool, kShards> wanted{};
  for (const LimitSubject& subject : subjects) {
    wanted[static_cast<size_t>(&shard_of(subject.name) - shards_.data())] = true;
  }
  Locks locks;
  for (size_t i = 0; i < kShards; ++i) {
    if (wanted[i]) locks[i] = std::unique_lock(shards_[i].mutex);
  }
  return locks;
}

LocalLimits::Entry* LocalLimits::find(const std::string& name) {
  Shard& shard = shard_of(name);
  const auto found = shard.by_name.find(name);
  return found == shard.by_name.end() ? nullptr : &*found->second;
}

// The entry of that name, at the head of its shard; makes room for a new one.
LocalLimits::Entry& LocalLimits::touch(const std::string& name, Instant now) {
  Shard& shard = shard_of(name);
  Entries& entries = shard.entries;
  const auto found = shard.by_name.find(name);
  if (found != shard.by_name.end()) {
    entries.splice(entries.begin(), entries, found->second);
  } else {
    entries.emplace_front().name = name;
    shard.by_name.emplace(entries.front().name, entries.begin());
  }
  entries.front().used_at = now.steady;
  while (entries.size() > max_in_shard_ || entries.back().used_at + days(1) < now.steady) {
    shard.by_name.erase(entries.back().name);
    entries.pop_back();
  }
  Entry& entry = entries.front();
  const int64_t today = day_of(now.wall);
  if (entry.day != today) {
    entry.day = today;
    entry.tokens_today = 0;
  }
  return entry;
}

Standing LocalLimits::standing_of(const Entry& entry, Instant now) {
  const Micros time = since_start(now.steady);
  return {entry.requests.ahead(time), entry.tokens.ahead(time), entry.tokens_today,
          entry.under_way};
}

void LocalLimits::take(Entry& entry, const LimitSet& limits, uint64_t tokens, Instant now) {
  const Micros time = since_start(now.steady);
  if (limits.requests_per_minute != 0) {
    entry.requests.charge(time, rate_cost(1, limits.requests_per_minute));
  }
  if (limits.tokens_per_minute != 0) {
    entry.tokens.charge(time, rate_cost(tokens, limits.tokens_per_minute));
  }
  entry.tokens_today += std::min(tokens, limits.tokens_per_day);
  ++entry.under_way;
}

Admission LocalLimits::admit(std::vector<LimitSubject> subjects, uint64_t estimated_tokens,
                             Instant now) {
  std::erase_if(subjects, [](const LimitSubject& subject) { return subject.limits.empty(); });
  Admission admission;
  const Micros midnight = until_midnight(now.wall);
  const Locks locks = lock_all(subjects);
  std::vector<Entry*> entries;
  for (const LimitSubject& subject : subjects) {
    entries.push_back(&touch(subject.name, now));
    auto refusal = judge(subject, standing_of(*entries.back(), now), estimated_tokens, midnight);
    if (!refusal) continue;
    if (!admission.refusal || refusal->retry_after > admission.refusal->retry_after) {
      admission.refusal = std::move(refusal);
    }
  }
  std::vector<Standing> standings;
  for (size_t i = 0; i < subjects.size(); ++i) {
    if (admission.admitted()) take(*entries[i], subjects[i].limits, estimated_tokens, now);
    standings.push_back(standing_of(*entries[i], now));
  }
  show_quotas(admission, subjects, standings, midnight);
  if (admission.admitted()) {
    admission.held = Reservation{std::move(subjects), estimated_tokens, day_of(now.wall), "", true};
  }
  return admission;
}

void LocalLimits::settle(Admission& admission, std::optional<uint64_t> actual_tokens, Instant now) {
  if (!admission.held) return;
  const Reservation held = std::move(*admission.held);
  admission.held.reset();
  const uint64_t actual = actual_tokens.value_or(held.estimated_tokens);
  const Micros time = since_start(now.steady);
  const Locks locks = lock_all(held.subjects);
  for (const auto& [name, limits] : held.subjects) {
    Entry* entry = find(name);
    if (entry == nullptr) continue;  // forgotten meanwhile
    if (entry->under_way > 0) --entry->under_way;
    if (!actual_tokens) continue;
    if (limits.tokens_per_minute != 0) {
      entry->tokens.correct(
          time, rate_correction(held.estimated_tokens, actual, limits.tokens_per_minute));
    }
    if (limits.tokens_per_day != 0 && entry->day == held.day) {
      const uint64_t others =
          entry->tokens_today -
          std::min(entry->tokens_today, std::min(held.estimated_tokens, limits.tokens_per_day));
      entry->tokens_today = others + std::min(actual, kMaxTokenLimit);
    }
  }
}

size_t LocalLimits::subjects() const {
  size_t count = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    count += shard.entries.size();
  }
  return count;
}

}  // namespace gs::auth
