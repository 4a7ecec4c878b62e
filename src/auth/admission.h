// What the limits say to one request.
#pragma once

#include "auth/limit_set.h"
#include "auth/rate.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gs::auth {

enum class LimitKind : uint8_t {
  kRequestsPerMinute,
  kTokensPerMinute,
  kConcurrent,
  kTokensPerDay,
  kStore,  // no limit: the shared store could not be asked, and the settings then refuse
};

std::string_view to_string(LimitKind kind);  // "requests_per_minute"

// Who is limited: "key:ci-1", "tenant:red". The same name is the same quota.
struct LimitSubject {
  std::string name;
  LimitSet limits;
};

// What a client is told of one limit. limit 0: there is none.
struct Quota {
  uint64_t limit = 0;
  uint64_t remaining = 0;
  std::chrono::milliseconds reset{0};  // until all of it is there again
};

struct Refusal {
  LimitKind kind = LimitKind::kRequestsPerMinute;
  std::string subject;  // whose limit; empty for kStore
  uint64_t limit = 0;
  std::chrono::milliseconds retry_after{0};
};

// What was taken from the limits and is to be settled; moved along with the request.
struct Reservation {
  std::vector<LimitSubject> subjects;
  uint64_t estimated_tokens = 0;
  int64_t day = 0;    // days since 1970, UTC, of the clock that admitted
  std::string slot;   // the name of the request in the shared store
  bool local = true;  // else the shared store holds it
};

struct Admission {
  std::optional<Refusal> refusal;   // nothing: the request may go on
  Quota requests;                   // the tightest of all subjects
  Quota tokens;                     // likewise, of the minute or of the day
  std::optional<Reservation> held;  // of an admitted request, until it is settled

  bool admitted() const { return !refusal.has_value(); }
};

// How far one subject's limits are used.
struct Standing {
  Micros requests_ahead{0};
  Micros tokens_ahead{0};
  uint64_t tokens_today = 0;
  uint32_t under_way = 0;
};

// Nothing if the subject may send one request more; else the limit that keeps it out the longest.
std::optional<Refusal> judge(const LimitSubject& subject, const Standing& standing,
                             uint64_t estimated_tokens, Micros until_midnight);

// Sets `requests` and `tokens` from how the subjects stand after the decision.
void show_quotas(Admission& admission, std::span<const LimitSubject> subjects,
                 std::span<const Standing> standings, Micros until_midnight);

}  // namespace gs::auth
