// Offsets from UTC: fixed ones ("+05:30") and the zones of the system's tz database.
//
// C++20 as libstdc++ 12 has it comes without zones, so this reads TZif files (RFC 8536, version 2
// and later) itself, including the POSIX TZ rule of the footer, which holds for times after the
// last transition of the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gs::cel {

// The rule of a TZif footer, as in "NST3:30NDT,M3.2.0,M11.1.0".
struct PosixZone {
  // When daylight saving time begins or ends within a year.
  struct Change {
    enum class Kind : uint8_t { kMonthWeekDay, kJulianNoLeap, kDayOfYear };
    Kind kind = Kind::kMonthWeekDay;
    int month = 1, week = 1, day = 0;  // day: of the week from Sunday = 0, or of the year
    int64_t time = 7200;               // seconds of local time behind midnight; may be negative
  };
  int64_t standard_offset = 0;  // seconds east of Greenwich
  int64_t daylight_offset = 0;
  bool has_daylight = false;
  Change begin, end;

  static std::optional<PosixZone> parse(std::string_view text);
  int64_t offset_at(int64_t seconds) const;
};

class TimeZone {
 public:
  // "UTC", "", "+HH:MM", "-HH:MM", "HH:MM" or a name of the database, looked up below `folder`.
  static std::optional<TimeZone> find(std::string_view name,
                                      const std::string& folder = "/usr/share/zoneinfo");
  // The bytes of a TZif file.
  static std::optional<TimeZone> parse(std::string_view tzif);

  // Seconds east of Greenwich at a time in seconds since 1970 UTC.
  int64_t offset_at(int64_t seconds) const;

 private:
  struct Transition {
    int64_t at;
    int64_t offset;  // from then on
  };
  int64_t first_offset_ = 0;  // before the first transition
  std::vector<Transition> transitions_;
  std::optional<PosixZone> rule_;
};

}  // namespace gs::cel
