#include "policy/cel/time_text.h"

#include <fmt/format.h>

#include <chrono>

namespace gs::cel {

namespace {

constexpr int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr int64_t kSecondsPerDay = 86400;
constexpr int64_t kNanosPerSecond = 1'000'000'000;

int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads fixed pieces of a text from left to right; any mismatch makes it fail for good.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  int number(size_t digits) {
    int value = 0;
    for (size_t i = 0; i < digits; ++i) {
      const char c = next();
      if (!is_digit(c)) failed_ = true;
      value = value * 10 + (c - '0');
    }
    return failed_ ? 0 : value;
  }
  void expect(char c) {
    if (next() != c) failed_ = true;
  }
  char peek() const { return text_.empty() ? '\0' : text_[0]; }
  char next() {
    if (text_.empty()) {
      failed_ = true;
      return '\0';
    }
    const char c = text_[0];
    text_.remove_prefix(1);
    return c;
  }
  bool finished() const { return !failed_ && text_.empty(); }
  bool failed() const { return failed_; }
  void fail() { failed_ = true; }

 private:
  std::string_view text_;
  bool failed_ = false;
};

uint32_t read_fraction(Reader& in) {
  if (in.peek() != '.') return 0;
  in.next();
  if (!is_digit(in.peek())) in.fail();
  uint32_t nanos = 0;
  uint32_t unit = 100'000'000;
  while (is_digit(in.peek())) {
    nanos += static_cast<uint32_t>(in.next() - '0') * unit;
    unit /= 10;
  }
  return nanos;
}

// The offset in seconds east of Greenwich.
int64_t read_offset(Reader& in) {
  const char sign = in.next();
  if (sign == 'Z') return 0;
  if (sign != '+' && sign != '-') in.fail();
  const int hours = in.number(2);
  in.expect(':');
  const int minutes = in.number(2);
  if (hours > 23 || minutes > 59) in.fail();
  const int64_t offset = hours * 3600 + minutes * 60;
  return sign == '-' ? -offset : offset;
}

std::string fraction(uint64_t nanos) {
  if (nanos == 0) return "";
  std::string text = fmt::format(".{:09}", nanos);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

struct Unit {
  std::string_view name;
  int64_t nanos;
};

// Longer names first: "ms" before "m".
constexpr Unit kUnits[] = {{"ns", 1},
                           {"us", 1'000},
                           {"\u00b5s", 1'000},
                           {"\u03bcs", 1'000},
                           {"ms", 1'000'000},
                           {"s", kNanosPerSecond},
                           {"m", 60 * kNanosPerSecond},
                           {"h", 3600 * kNanosPerSecond}};

const Unit* take_unit(std::string_view& text) {
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return &unit;
  }
  return nullptr;
}

// One "number unit" of a duration, in nanoseconds, cut off towards zero.
std::optional<WideNanos> take_term(std::string_view& text) {
  constexpr WideNanos kTooLarge = WideNanos{1} << 64;
  WideNanos whole = 0;
  WideNanos part = 0;
  WideNanos scale = 1;
  size_t digits = 0;
  for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), ++digits) {
    whole = whole * 10 + (text[0] - '0');
    if (whole > kTooLarge) return std::nullopt;
  }
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), ++digits) {
      if (scale >= 1'000'000'000'000'000)
        continue;  // beyond a thousandth of a nanosecond of an hour
      part = part * 10 + (text[0] - '0');
      scale *= 10;
    }
  }
  if (digits == 0) return std::nullopt;
  const Unit* unit = take_unit(text);
  if (unit == nullptr) return std::nullopt;
  return whole * unit->nanos + part * unit->nanos / scale;
}

}  // namespace

bool in_range(const Timestamp& time) {
  return time.seconds >= kFirstSecond && time.seconds <= kLastSecond;
}

int64_t days_from_civil(int64_t year, int month, int day) {
  using namespace std::chrono;
  const year_month_day date(std::chrono::year(static_cast<int>(year)),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day)));
  return sys_days(date).time_since_epoch().count();
}

CalendarTime calendar_time(int64_t seconds) {
  using namespace std::chrono;
  const int64_t day = floor_div(seconds, kSecondsPerDay);
  const int rest = static_cast<int>(seconds - day * kSecondsPerDay);
  const sys_days days_since{days(day)};
  const year_month_day date(days_since);
  CalendarTime out{};
  out.year = static_cast<int>(date.year());
  out.month = static_cast<int>(static_cast<unsigned>(date.month()));
  out.day = static_cast<int>(static_cast<unsigned>(date.day()));
  out.day_of_year = static_cast<int>(day - days_from_civil(out.year, 1, 1));
  out.day_of_week = static_cast<int>(weekday(days_since).c_encoding());
  out.hour = rest / 3600;
  out.minute = rest / 60 % 60;
  out.second = rest % 60;
  return out;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  Reader in(text);
  const int year = in.number(4);
  in.expect('-');
  const int month = in.number(2);
  in.expect('-');
  const int day = in.number(2);
  in.expect('T');
  const int hour = in.number(2);
  in.expect(':');
  const int minute = in.number(2);
  in.expect(':');
  const int second = in.number(2);
  const uint32_t nanos = read_fraction(in);
  const int64_t offset = read_offset(in);
  if (!in.finished() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const int64_t days = days_from_civil(year, month, day);
  const Timestamp time{days * kSecondsPerDay + hour * 3600 + minute * 60 + second - offset, nanos};
  if (!in_range(time)) return std::nullopt;
  return time;
}

std::optional<int64_t> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  WideNanos total = 0;
  while (!text.empty()) {
    const std::optional<WideNanos> term = take_term(text);
    if (!term) return std::nullopt;
    total += *term;
    if (total > WideNanos{INT64_MAX} + 1) return std::nullopt;
  }
  if (negative) total = -total;
  if (total > INT64_MAX) return std::nullopt;
  return static_cast<int64_t>(total);
}

std::string timestamp_text(const Timestamp& time) {
  const CalendarTime t = calendar_time(time.seconds);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", t.year, t.month, t.day, t.hour,
                     t.minute, t.second, fraction(time.nanos));
}

std::string duration_text(int64_t nanos) {
  const uint64_t size = nanos < 0 ? 0 - static_cast<uint64_t>(nanos) : static_cast<uint64_t>(nanos);
  return fmt::format("{}{}{}s", nanos < 0 ? "-" : "", size / kNanosPerSecond,
                     fraction(size % kNanosPerSecond));
}

}  // namespace gs::cel
