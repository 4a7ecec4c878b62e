// timestamp(), duration() and the getters of both.
#include "policy/cel/function_code.h"
#include "policy/cel/time_text.h"
#include "policy/cel/time_zone.h"

namespace gs::cel {

namespace {

constexpr Value kNoOverload = Value::error(ErrorKind::kNoSuchOverload);
constexpr int64_t kNanosPerMilli = 1'000'000;
constexpr int64_t kNanosPerSecond = 1'000'000'000;

bool takes_timestamp(const Call& call) {
  if (call.args.empty() || call.args[0].kind() != Kind::kTimestamp) return false;
  return call.args.size() == 1 || (call.args.size() == 2 && call.args[1].kind() == Kind::kString);
}

bool takes_duration(const Call& call) {
  return call.args.size() == 1 && call.args[0].kind() == Kind::kDuration;
}

// A field of the calendar time of the receiver in the zone of the argument, UTC without one.
template <typename Field>
Value calendar_field(const Call& call, Field field) {
  if (!takes_timestamp(call)) return kNoOverload;
  int64_t seconds = call.args[0].as_timestamp().seconds;
  if (call.args.size() == 2) {
    const std::optional<TimeZone> zone = TimeZone::find(call.args[1].as_string());
    if (!zone) return Value::error(ErrorKind::kRange);
    seconds += zone->offset_at(seconds);
  }
  return Value::integer(field(calendar_time(seconds)));
}

}  // namespace

Value fn_timestamp(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  const Value& value = call.args[0];
  if (value.kind() == Kind::kTimestamp) return value;
  if (value.kind() == Kind::kInt) {
    const Timestamp time{value.as_int(), 0};
    return in_range(time) ? Value::timestamp(time) : Value::error(ErrorKind::kRange);
  }
  if (value.kind() != Kind::kString) return kNoOverload;
  const auto time = parse_timestamp(value.as_string());
  return time ? Value::timestamp(*time) : Value::error(ErrorKind::kConversion);
}

Value fn_duration(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  if (call.args[0].kind() == Kind::kDuration) return call.args[0];
  if (call.args[0].kind() != Kind::kString) return kNoOverload;
  const auto nanos = parse_duration(call.args[0].as_string());
  return nanos ? Value::duration(*nanos) : Value::error(ErrorKind::kConversion);
}

Value fn_get_full_year(const Call& call) {
  return calendar_field(call, [](const CalendarTime& t) { return t.year; });
}
Value fn_get_month(const Call& call) {
  return calendar_field(call, [](const CalendarTime& t) { return t.month - 1; });
}
Value fn_get_day_of_year(const Call& call) {
  return calendar_field(call, [](const CalendarTime& t) { return t.day_of_year; });
}
Value fn_get_day_of_month(const Call& call) {
  return calendar_field(call, [](const CalendarTime& t) { return t.day - 1; });
}
Value fn_get_date(const Call& call) {
  return calendar_field(call, [](const CalendarTime& t) { return t.day; });
}
Value fn_get_day_of_week(const Call& call) {
  return calendar_field(call, [](const CalendarTime& t) { return t.day_of_week; });
}

Value fn_get_hours(const Call& call) {
  if (takes_duration(call))
    return Value::integer(call.args[0].as_duration() / (3600 * kNanosPerSecond));
  return calendar_field(call, [](const CalendarTime& t) { return t.hour; });
}
Value fn_get_minutes(const Call& call) {
  if (takes_duration(call))
    return Value::integer(call.args[0].as_duration() / (60 * kNanosPerSecond));
  return calendar_field(call, [](const CalendarTime& t) { return t.minute; });
}
Value fn_get_seconds(const Call& call) {
  if (takes_duration(call)) return Value::integer(call.args[0].as_duration() / kNanosPerSecond);
  return calendar_field(call, [](const CalendarTime& t) { return t.second; });
}

// Of a duration only the part below a second, as the official tests ask, unlike the other getters.
Value fn_get_milliseconds(const Call& call) {
  if (takes_duration(call)) {
    return Value::integer(call.args[0].as_duration() / kNanosPerMilli % 1000);
  }
  const Value seconds = fn_get_seconds(call);  // checks the arguments and the zone
  if (seconds.is_error()) return seconds;
  return Value::integer(call.args[0].as_timestamp().nanos / kNanosPerMilli);
}

}  // namespace gs::cel
