// int(), uint(), double(), string(), bytes(), bool().
#include <cmath>

#include "base/utf8.h"
#include "policy/cel/function_code.h"
#include "policy/cel/ip_text.h"
#include "policy/cel/number_text.h"
#include "policy/cel/time_text.h"

namespace gs::cel {

namespace {

constexpr Value kNoOverload = Value::error(ErrorKind::kNoSuchOverload);
constexpr Value kOutOfRange = Value::error(ErrorKind::kRange);
constexpr Value kNotConvertible = Value::error(ErrorKind::kConversion);
constexpr double kTwo63 = 9223372036854775808.0;
constexpr double kTwo64 = 18446744073709551616.0;

// Both ends are exclusive: the official tests want -2^63 as a double refused.
Value int_of_double(double d) {
  if (!(d > -kTwo63 && d < kTwo63)) return kOutOfRange;
  return Value::integer(static_cast<int64_t>(d));
}

Value uint_of_double(double d) {
  if (!(d >= 0 && d < kTwo64)) return kOutOfRange;
  return Value::unsigned_integer(static_cast<uint64_t>(d));
}

}  // namespace

Value fn_int(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  const Value& value = call.args[0];
  switch (value.kind()) {
    case Kind::kInt:
      return value;
    case Kind::kUint:
      if (value.as_uint() > INT64_MAX) return kOutOfRange;
      return Value::integer(static_cast<int64_t>(value.as_uint()));
    case Kind::kDouble:
      return int_of_double(value.as_double());
    case Kind::kString: {
      const auto number = parse_int(value.as_string());
      return number ? Value::integer(*number) : kNotConvertible;
    }
    case Kind::kTimestamp:
      return Value::integer(value.as_timestamp().seconds);
    default:
      return kNoOverload;
  }
}

Value fn_uint(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  const Value& value = call.args[0];
  switch (value.kind()) {
    case Kind::kUint:
      return value;
    case Kind::kInt:
      if (value.as_int() < 0) return kOutOfRange;
      return Value::unsigned_integer(static_cast<uint64_t>(value.as_int()));
    case Kind::kDouble:
      return uint_of_double(value.as_double());
    case Kind::kString: {
      const auto number = parse_uint(value.as_string());
      return number ? Value::unsigned_integer(*number) : kNotConvertible;
    }
    default:
      return kNoOverload;
  }
}

Value fn_double(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  const Value& value = call.args[0];
  switch (value.kind()) {
    case Kind::kDouble:
      return value;
    case Kind::kInt:
      return Value::real(static_cast<double>(value.as_int()));
    case Kind::kUint:
      return Value::real(static_cast<double>(value.as_uint()));
    case Kind::kString: {
      const auto number = parse_double(value.as_string());
      return number ? Value::real(*number) : kNotConvertible;
    }
    default:
      return kNoOverload;
  }
}

Value fn_string(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  const Value& value = call.args[0];
  switch (value.kind()) {
    case Kind::kString:
      return value;
    case Kind::kBool:
      return Value::string(value.as_bool() ? "true" : "false");
    case Kind::kInt:
      return make_string(call.arena, std::to_string(value.as_int()));
    case Kind::kUint:
      return make_string(call.arena, std::to_string(value.as_uint()));
    case Kind::kDouble:
      return make_string(call.arena, double_text(value.as_double()));
    case Kind::kBytes:
      return is_valid_utf8(value.as_string()) ? Value::string(value.as_string()) : kNotConvertible;
    case Kind::kTimestamp:
      return make_string(call.arena, timestamp_text(value.as_timestamp()));
    case Kind::kDuration:
      return make_string(call.arena, duration_text(value.as_duration()));
    case Kind::kIp:
      return make_string(call.arena, ip_text(value.as_ip()));
    case Kind::kCidr:
      return make_string(call.arena, cidr_text(value.as_ip()));
    default:
      return kNoOverload;
  }
}

Value fn_bytes(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  if (call.args[0].kind() == Kind::kBytes) return call.args[0];
  if (call.args[0].kind() != Kind::kString) return kNoOverload;
  return Value::bytes(call.args[0].as_string());
}

Value fn_bool(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  if (call.args[0].is_bool()) return call.args[0];
  if (call.args[0].kind() != Kind::kString) return kNoOverload;
  const std::string_view text = call.args[0].as_string();
  for (const std::string_view word : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (text == word) return Value::boolean(true);
  }
  for (const std::string_view word : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (text == word) return Value::boolean(false);
  }
  return kNotConvertible;
}

}  // namespace gs::cel
