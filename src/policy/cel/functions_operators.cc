// Arithmetic, comparison, membership and indexing.
#include <cstring>

#include "policy/cel/access.h"
#include "policy/cel/equality.h"
#include "policy/cel/function_code.h"
#include "policy/cel/time_text.h"

namespace gs::cel {

namespace {

constexpr Value kNoOverload = Value::error(ErrorKind::kNoSuchOverload);
constexpr Value kOverflow = Value::error(ErrorKind::kOverflow);

bool both(const Call& call, Kind kind) {
  return call.args.size() == 2 && call.args[0].kind() == kind && call.args[1].kind() == kind;
}

bool are(const Call& call, Kind first, Kind second) {
  return call.args.size() == 2 && call.args[0].kind() == first && call.args[1].kind() == second;
}

Value concat_bytes(const Value& a, const Value& b, Arena& arena, Kind kind) {
  const std::string_view x = a.as_string();
  const std::string_view y = b.as_string();
  char* out = static_cast<char*>(arena.allocate(x.size() + y.size()));
  if (out == nullptr) return Value::error(ErrorKind::kCostExceeded);
  if (!x.empty()) std::memcpy(out, x.data(), x.size());
  if (!y.empty()) std::memcpy(out + x.size(), y.data(), y.size());
  const std::string_view text(out, x.size() + y.size());
  return kind == Kind::kString ? Value::string(text) : Value::bytes(text);
}

Value concat_lists(const Value& a, const Value& b, Arena& arena) {
  const auto x = a.as_list();
  const auto y = b.as_list();
  Value* items = arena.allocate_array<Value>(x.size() + y.size());
  List* list = arena.allocate_array<List>(1);
  if (items == nullptr || list == nullptr) return Value::error(ErrorKind::kCostExceeded);
  std::copy(x.begin(), x.end(), items);
  std::copy(y.begin(), y.end(), items + x.size());
  *list = {static_cast<uint32_t>(x.size() + y.size()), items};
  return Value::list(list);
}

Value checked_duration(WideNanos nanos) {
  if (nanos < INT64_MIN || nanos > INT64_MAX) return Value::error(ErrorKind::kRange);
  return Value::duration(static_cast<int64_t>(nanos));
}

constexpr WideNanos kNanosPerSecond = 1'000'000'000;

WideNanos total_nanos(Timestamp t) {
  return t.seconds * kNanosPerSecond + t.nanos;
}

Value shifted(Timestamp t, WideNanos nanos) {
  const WideNanos total = total_nanos(t) + nanos;
  WideNanos seconds = total / kNanosPerSecond;
  WideNanos rest = total % kNanosPerSecond;
  if (rest < 0) {
    rest += kNanosPerSecond;
    --seconds;
  }
  const Timestamp result{static_cast<int64_t>(seconds), static_cast<uint32_t>(rest)};
  return in_range(result) ? Value::timestamp(result) : Value::error(ErrorKind::kRange);
}

Value ordered(const Call& call, bool less, bool equals, bool greater) {
  if (call.args.size() != 2) return kNoOverload;
  switch (compare(call.args[0], call.args[1])) {
    case Order::kLess:
      return Value::boolean(less);
    case Order::kEqual:
      return Value::boolean(equals);
    case Order::kGreater:
      return Value::boolean(greater);
    case Order::kUnordered:
      return Value::boolean(false);
    case Order::kIncomparable:
      return kNoOverload;
  }
  return kNoOverload;
}

}  // namespace

Value op_add(const Call& call) {
  if (both(call, Kind::kInt)) {
    int64_t sum;
    if (__builtin_add_overflow(call.args[0].as_int(), call.args[1].as_int(), &sum))
      return kOverflow;
    return Value::integer(sum);
  }
  if (both(call, Kind::kUint)) {
    uint64_t sum;
    if (__builtin_add_overflow(call.args[0].as_uint(), call.args[1].as_uint(), &sum)) {
      return kOverflow;
    }
    return Value::unsigned_integer(sum);
  }
  if (both(call, Kind::kDouble)) {
    return Value::real(call.args[0].as_double() + call.args[1].as_double());
  }
  if (both(call, Kind::kString) || both(call, Kind::kBytes)) {
    return concat_bytes(call.args[0], call.args[1], call.arena, call.args[0].kind());
  }
  if (both(call, Kind::kList)) return concat_lists(call.args[0], call.args[1], call.arena);
  if (are(call, Kind::kTimestamp, Kind::kDuration)) {
    return shifted(call.args[0].as_timestamp(), call.args[1].as_duration());
  }
  if (are(call, Kind::kDuration, Kind::kTimestamp)) {
    return shifted(call.args[1].as_timestamp(), call.args[0].as_duration());
  }
  if (!both(call, Kind::kDuration)) return kNoOverload;
  return checked_duration(WideNanos{call.args[0].as_duration()} + call.args[1].as_duration());
}

Value op_subtract(const Call& call) {
  if (both(call, Kind::kInt)) {
    int64_t result;
    if (__builtin_sub_overflow(call.args[0].as_int(), call.args[1].as_int(), &result)) {
      return kOverflow;
    }
    return Value::integer(result);
  }
  if (both(call, Kind::kUint)) {
    uint64_t result;
    if (__builtin_sub_overflow(call.args[0].as_uint(), call.args[1].as_uint(), &result)) {
      return kOverflow;
    }
    return Value::unsigned_integer(result);
  }
  if (both(call, Kind::kDouble)) {
    return Value::real(call.args[0].as_double() - call.args[1].as_double());
  }
  if (both(call, Kind::kTimestamp)) {
    return checked_duration(total_nanos(call.args[0].as_timestamp()) -
                            total_nanos(call.args[1].as_timestamp()));
  }
  if (are(call, Kind::kTimestamp, Kind::kDuration)) {
    return shifted(call.args[0].as_timestamp(), -WideNanos{call.args[1].as_duration()});
  }
  if (!both(call, Kind::kDuration)) return kNoOverload;
  return checked_duration(WideNanos{call.args[0].as_duration()} - call.args[1].as_duration());
}

Value op_multiply(const Call& call) {
  if (both(call, Kind::kInt)) {
    int64_t result;
    if (__builtin_mul_overflow(call.args[0].as_int(), call.args[1].as_int(), &result)) {
      return kOverflow;
    }
    return Value::integer(result);
  }
  if (both(call, Kind::kUint)) {
    uint64_t result;
    if (__builtin_mul_overflow(call.args[0].as_uint(), call.args[1].as_uint(), &result)) {
      return kOverflow;
    }
    return Value::unsigned_integer(result);
  }
  if (!both(call, Kind::kDouble)) return kNoOverload;
  return Value::real(call.args[0].as_double() * call.args[1].as_double());
}

Value op_divide(const Call& call) {
  if (both(call, Kind::kInt)) {
    const int64_t divisor = call.args[1].as_int();
    if (divisor == 0) return Value::error(ErrorKind::kDivideByZero);
    if (divisor == -1 && call.args[0].as_int() == INT64_MIN) return kOverflow;
    return Value::integer(call.args[0].as_int() / divisor);
  }
  if (both(call, Kind::kUint)) {
    if (call.args[1].as_uint() == 0) return Value::error(ErrorKind::kDivideByZero);
    return Value::unsigned_integer(call.args[0].as_uint() / call.args[1].as_uint());
  }
  if (!both(call, Kind::kDouble)) return kNoOverload;
  return Value::real(call.args[0].as_double() / call.args[1].as_double());
}

Value op_modulus(const Call& call) {
  if (both(call, Kind::kInt)) {
    const int64_t divisor = call.args[1].as_int();
    if (divisor == 0) return Value::error(ErrorKind::kModulusByZero);
    if (divisor == -1 && call.args[0].as_int() == INT64_MIN) return kOverflow;
    return Value::integer(call.args[0].as_int() % divisor);
  }
  if (!both(call, Kind::kUint)) return kNoOverload;
  if (call.args[1].as_uint() == 0) return Value::error(ErrorKind::kModulusByZero);
  return Value::unsigned_integer(call.args[0].as_uint() % call.args[1].as_uint());
}

Value op_negate(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  const Value& value = call.args[0];
  if (value.kind() == Kind::kDouble) return Value::real(-value.as_double());
  if (value.kind() != Kind::kInt) return kNoOverload;
  return value.as_int() == INT64_MIN ? kOverflow : Value::integer(-value.as_int());
}

Value op_not(const Call& call) {
  if (call.args.size() != 1 || !call.args[0].is_bool()) return kNoOverload;
  return Value::boolean(!call.args[0].as_bool());
}

Value op_equal(const Call& call) {
  if (call.args.size() != 2) return kNoOverload;
  return equal_within(call.args[0], call.args[1], call.arena);
}

Value op_not_equal(const Call& call) {
  if (call.args.size() != 2) return kNoOverload;
  const Value same = equal_within(call.args[0], call.args[1], call.arena);
  return same.is_error() ? same : Value::boolean(!same.as_bool());
}

Value op_less(const Call& call) {
  return ordered(call, true, false, false);
}
Value op_less_equal(const Call& call) {
  return ordered(call, true, true, false);
}
Value op_greater(const Call& call) {
  return ordered(call, false, false, true);
}
Value op_greater_equal(const Call& call) {
  return ordered(call, false, true, true);
}

Value op_in(const Call& call) {
  if (call.args.size() != 2) return kNoOverload;
  const Value& container = call.args[1];
  if (container.kind() == Kind::kList) {
    return contains_within(container.as_list(), call.args[0], call.arena);
  }
  if (container.kind() != Kind::kMap) return kNoOverload;
  return Value::boolean(find(container.as_map(), call.args[0]) != nullptr);
}

Value op_index(const Call& call) {
  if (call.args.size() != 2) return kNoOverload;
  return index_value(call.args[0], call.args[1], call.arena);
}

Value op_optional_index(const Call& call) {
  if (call.args.size() != 2) return kNoOverload;
  return index_optional(call.args[0], call.args[1], call.arena);
}

}  // namespace gs::cel
