#include "auth/admission.h"

#include <algorithm>

namespace gs::auth {
namespace {

using std::chrono::milliseconds;

// When a slot comes free is not known; a second is short for a client and long for us.
constexpr Micros kConcurrentWait = std::chrono::seconds(1);

milliseconds round_up(Micros time) {
  return std::chrono::ceil<milliseconds>(time);
}

void keep_longest(std::optional<Refusal>& refusal, const LimitSubject& subject, LimitKind kind,
                  uint64_t limit, Micros wait) {
  if (refusal && refusal->retry_after >= round_up(wait)) return;
  refusal = Refusal{kind, subject.name, limit, round_up(wait)};
}

void keep_tightest(Quota& shown, const Quota& quota) {
  if (shown.limit == 0 || quota.remaining < shown.remaining) shown = quota;
}

Quota minute_quota(uint64_t limit, Micros ahead) {
  return {limit, rate_remaining(ahead, limit), round_up(ahead)};
}

}  // namespace

std::string_view to_string(LimitKind kind) {
  switch (kind) {
    case LimitKind::kRequestsPerMinute:
      return "requests_per_minute";
    case LimitKind::kTokensPerMinute:
      return "tokens_per_minute";
    case LimitKind::kConcurrent:
      return "concurrent";
    case LimitKind::kTokensPerDay:
      return "tokens_per_day";
    case LimitKind::kStore:
      return "store";
  }
  return "";
}

std::optional<Refusal> judge(const LimitSubject& subject, const Standing& standing,
                             uint64_t estimated_tokens, Micros until_midnight) {
  const LimitSet& limits = subject.limits;
  std::optional<Refusal> refusal;
  const auto judge_rate = [&](LimitKind kind, uint64_t limit, Micros ahead, uint64_t amount) {
    if (limit == 0) return;
    const Micros wait = rate_wait(ahead, amount, limit);
    if (wait > Micros(0)) keep_longest(refusal, subject, kind, limit, wait);
  };
  judge_rate(LimitKind::kRequestsPerMinute, limits.requests_per_minute, standing.requests_ahead, 1);
  judge_rate(LimitKind::kTokensPerMinute, limits.tokens_per_minute, standing.tokens_ahead,
             estimated_tokens);
  if (limits.concurrent != 0 && standing.under_way >= limits.concurrent) {
    keep_longest(refusal, subject, LimitKind::kConcurrent, limits.concurrent, kConcurrentWait);
  }
  // As with the minute, more than the whole allowance counts as the whole.
  const uint64_t budget = limits.tokens_per_day;
  const uint64_t left = budget - std::min(budget, standing.tokens_today);
  if (budget != 0 && (left == 0 || std::min(estimated_tokens, budget) > left)) {
    keep_longest(refusal, subject, LimitKind::kTokensPerDay, budget, until_midnight);
  }
  return refusal;
}

void show_quotas(Admission& admission, std::span<const LimitSubject> subjects,
                 std::span<const Standing> standings, Micros until_midnight) {
  for (size_t i = 0; i < subjects.size(); ++i) {
    const LimitSet& limits = subjects[i].limits;
    const Standing& standing = standings[i];
    if (limits.requests_per_minute != 0) {
      keep_tightest(admission.requests,
                    minute_quota(limits.requests_per_minute, standing.requests_ahead));
    }
    if (limits.tokens_per_minute != 0) {
      keep_tightest(admission.tokens,
                    minute_quota(limits.tokens_per_minute, standing.tokens_ahead));
    }
    if (limits.tokens_per_day != 0) {
      const uint64_t used = std::min(limits.tokens_per_day, standing.tokens_today);
      keep_tightest(admission.tokens, {limits.tokens_per_day, limits.tokens_per_day - used,
                                       round_up(until_midnight)});
    }
  }
}

}  // namespace gs::auth
