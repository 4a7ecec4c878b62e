// Timestamps and durations as text (RFC 3339; the duration syntax of Go) and as calendar fields.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/cel/value.h"

namespace gs::cel {

// Nanoseconds between any two timestamps: more than 64 bits.
__extension__ typedef __int128 WideNanos;

// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.
bool in_range(const Timestamp& time);

// Strict RFC 3339 with capital T and Z; digits of a second beyond nanoseconds are cut off.
std::optional<Timestamp> parse_timestamp(std::string_view text);

// [-+](number unit)+ with units h m s ms us µs ns and decimal fractions, or "0"; nanoseconds.
std::optional<int64_t> parse_duration(std::string_view text);

std::string timestamp_text(const Timestamp& time);  // UTC, fraction without trailing zeros
std::string duration_text(int64_t nanos);           // "-1.5s"

struct CalendarTime {
  int64_t year;
  int month;        // 1 to 12
  int day;          // 1 to 31
  int day_of_year;  // 0 to 365
  int day_of_week;  // 0 is Sunday
  int hour, minute, second;
};

// Fields of a second count since 1970, taken as local time: add the offset of the zone before.
CalendarTime calendar_time(int64_t seconds);

// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
int64_t days_from_civil(int64_t year, int month, int day);

}  // namespace gs::cel
