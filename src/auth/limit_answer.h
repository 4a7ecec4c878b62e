// How a client sees the limits: headers on every limited answer, and the body of a refusal.
//
//   x-ratelimit-limit-requests: 600        x-ratelimit-limit-tokens: 90000
//   x-ratelimit-remaining-requests: 599    x-ratelimit-remaining-tokens: 88951
//   x-ratelimit-reset-requests: 100ms      x-ratelimit-reset-tokens: 1m30s
//
// Names, forms and the error object are OpenAI's, whose clients read them and wait of their own.
#pragma once

#include "auth/admission.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace gs::auth {

using Headers = std::vector<std::pair<std::string, std::string>>;

// "17ms", "1s", "6m0s", "23h0m1s": seconds rounded up from one second on; at least 0.
std::string reset_text(std::chrono::milliseconds time);

// The six above, three for each quota that exists; on a refusal also Retry-After in seconds,
// rounded up, at least 1.
Headers limit_headers(const Admission& admission);

// 429; 503 where the shared store could not be asked.
int limit_status(const Refusal& refusal);

// A sentence for people: "requests per minute of key ci-1 are used up (limit 600); try again in
// 3s".
std::string limit_message(const Refusal& refusal);

// {"error":{"message":..., "type":"rate_limit_error", "param":null, "code":"rate_limit_exceeded"}}.
// The type is insufficient_quota for the day's tokens; for the store server_error, with the code
// limits_unavailable.
std::string limit_error_body(const Refusal& refusal);

}  // namespace gs::auth
