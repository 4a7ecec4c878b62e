#include "telemetry/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace gs::telemetry {
namespace {

using std::chrono::seconds;

constexpr seconds kMost{365 * 86'400};
constexpr size_t kDateSize = 29;  // "Sun, 06 Nov 1994 08:49:37 GMT"
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

std::optional<int64_t> whole_number(std::string_view text) {
  int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

std::optional<WallTime> parse_date(std::string_view text) {
  if (text.size() != kDateSize || !text.ends_with(" GMT")) return std::nullopt;
  const size_t month = kMonths.find(text.substr(8, 3));
  const auto day = whole_number(text.substr(5, 2));
  const auto year = whole_number(text.substr(12, 4));
  const auto hour = whole_number(text.substr(17, 2));
  const auto minute = whole_number(text.substr(20, 2));
  const auto second = whole_number(text.substr(23, 2));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  if (!day || !year || !hour || !minute || !second) return std::nullopt;
  if (*year < 1970 || *year > 2261) return std::nullopt;  // what nanoseconds in 64 bits can say
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         seconds(*second);
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view value, WallTime now) {
  if (const auto number = whole_number(value)) return std::min(seconds(*number), kMost);
  const auto date = parse_date(value);
  if (!date) return std::nullopt;
  return std::clamp(std::chrono::ceil<seconds>(*date - now), seconds(0), kMost);
}

}  // namespace gs::telemetry
