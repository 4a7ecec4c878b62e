// What Redis runs: each script sees all subjects of one request at once, so that a request is let
// in by all of them or takes from none. The arithmetic is that of auth/rate.h and auth/admission.h,
// by the clock of the server, so that gateways whose clocks differ agree. Redis 5 or later.
//
// Keys, two a subject: a hash (requests and tokens: when the bucket will have worked off what was
// taken, in microseconds since 1970; day and used: tokens of that UTC day), and a sorted set of the
// requests under way by the time at which their slots come back on their own. Both expire.
#pragma once

#include <string>
#include <string_view>

namespace gs::gateway {

struct RedisScript {
  std::string_view text;
  std::string sha1;  // 40 hex digits: its name for EVALSHA
};

// Arguments: estimated tokens, the request's name, microseconds until its slots come back; then for
// each subject requests_per_minute, tokens_per_minute, concurrent, tokens_per_day. Answers numbers:
// admitted (1 or 0), day, microseconds until midnight; then for each subject, after the decision,
// microseconds that requests and tokens are ahead, tokens of the day, requests under way.
RedisScript admit_script();

// Arguments: the request's name, the day it was admitted; then for each subject microseconds and
// tokens by which the estimate is to be corrected. Answers 1.
RedisScript settle_script();

}  // namespace gs::gateway
