// The POSIX TZ string of a TZif footer (POSIX.1-2017, section 8.3; RFC 8536, section 3.3).
#include "policy/cel/time_text.h"
#include "policy/cel/time_zone.h"

namespace gs::cel {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_leap(int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

// A cursor over the string; after a mismatch everything reads as nothing and ok() is false.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  bool ok() const { return ok_; }
  bool at_end() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_[0]; }
  bool take(char c) {
    if (peek() != c || text_.empty()) return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char c) { ok_ = take(c) && ok_; }

  void name() {
    size_t size = 0;
    if (take('<')) {
      while (size < text_.size() && text_[size] != '>') ++size;
      text_.remove_prefix(size);
      expect('>');
    } else {
      while (size < text_.size() && is_letter(text_[size])) ++size;
      text_.remove_prefix(size);
    }
    if (size < 3) ok_ = false;
  }

  int number() {
    if (!is_digit(peek())) ok_ = false;
    int value = 0;
    while (is_digit(peek()) && value < 10'000) {
      value = value * 10 + (text_[0] - '0');
      text_.remove_prefix(1);
    }
    return value;
  }

  // [+-]hh[:mm[:ss]] in seconds.
  int64_t time() {
    const bool negative = take('-');
    if (!negative) take('+');
    int64_t seconds = number() * int64_t{3600};
    if (take(':')) seconds += number() * 60;
    if (take(':')) seconds += number();
    return negative ? -seconds : seconds;
  }

 private:
  std::string_view text_;
  bool ok_ = true;
};

PosixZone::Change read_change(Cursor& in) {
  using Kind = PosixZone::Change::Kind;
  PosixZone::Change change;
  if (in.take('M')) {
    change.month = in.number();
    in.expect('.');
    change.week = in.number();
    in.expect('.');
    change.day = in.number();
  } else {
    change.kind = in.take('J') ? Kind::kJulianNoLeap : Kind::kDayOfYear;
    change.day = in.number();
  }
  if (in.take('/')) change.time = in.time();
  return change;
}

bool is_valid(const PosixZone::Change& change) {
  if (change.kind != PosixZone::Change::Kind::kMonthWeekDay) return change.day <= 365;
  return change.month >= 1 && change.month <= 12 && change.week >= 1 && change.week <= 5 &&
         change.day <= 6;
}

// The day of week `change.day` in week `change.week` of the month; week 5 is the last one.
int64_t month_week_day(const PosixZone::Change& change, int64_t year) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int64_t first = days_from_civil(year, change.month, 1);
  const auto weekday = static_cast<int>(((first + 4) % 7 + 7) % 7);
  const int length = kDays[change.month - 1] + (change.month == 2 && is_leap(year) ? 1 : 0);
  int day = (change.day - weekday + 7) % 7 + (change.week - 1) * 7;
  if (day >= length) day -= 7;
  return first + day;
}

// The moment of the change in local seconds since 1970.
int64_t local_moment(const PosixZone::Change& change, int64_t year) {
  using Kind = PosixZone::Change::Kind;
  int64_t day = 0;
  if (change.kind == Kind::kMonthWeekDay) {
    day = month_week_day(change, year);
  } else {
    day = days_from_civil(year, 1, 1) + change.day;
    // J1 to J365 never count 29 February.
    if (change.kind == Kind::kJulianNoLeap) day += is_leap(year) && change.day >= 60 ? 0 : -1;
  }
  return day * 86400 + change.time;
}

}  // namespace

std::optional<PosixZone> PosixZone::parse(std::string_view text) {
  Cursor in(text);
  PosixZone zone;
  in.name();
  zone.standard_offset = -in.time();  // POSIX counts west as positive
  if (in.ok() && in.at_end()) return zone;
  in.name();
  zone.has_daylight = true;
  zone.daylight_offset = zone.standard_offset + 3600;
  if (in.peek() != ',') zone.daylight_offset = -in.time();
  in.expect(',');
  zone.begin = read_change(in);
  in.expect(',');
  zone.end = read_change(in);
  if (!in.ok() || !in.at_end() || !is_valid(zone.begin) || !is_valid(zone.end)) return std::nullopt;
  return zone;
}

int64_t PosixZone::offset_at(int64_t seconds) const {
  if (!has_daylight) return standard_offset;
  const int64_t year = calendar_time(seconds + standard_offset).year;
  const int64_t starts = local_moment(begin, year) - standard_offset;
  const int64_t ends = local_moment(end, year) - daylight_offset;
  // South of the equator daylight saving time spans the turn of the year.
  const bool daylight =
      starts < ends ? seconds >= starts && seconds < ends : seconds >= starts || seconds < ends;
  return daylight ? daylight_offset : standard_offset;
}

}  // namespace gs::cel
