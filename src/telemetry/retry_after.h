// The value of a Retry-After header (RFC 9110 section 10.2.3): seconds, or a date.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace gs::telemetry {

// How long from `now` on; a date that has passed is no time at all. Nothing for any other text, and
// for the two obsolete forms of a date. At most a year.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, WallTime now);

}  // namespace gs::telemetry
