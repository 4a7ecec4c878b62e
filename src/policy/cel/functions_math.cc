// The math extension.
#include <cmath>

#include "policy/cel/equality.h"
#include "policy/cel/function_code.h"

namespace gs::cel {

namespace {

constexpr Value kNoOverload = Value::error(ErrorKind::kNoSuchOverload);

// The extreme of the arguments, or of the one list argument, as it stands: its kind is kept, and of
// equal numbers the first wins.
Value extreme(const Call& call, Order wanted) {
  std::span<const Value> numbers = call.args;
  if (numbers.size() == 1 && numbers[0].kind() == Kind::kList) numbers = numbers[0].as_list();
  if (numbers.empty() || !numbers[0].is_numeric()) return kNoOverload;
  Value best = numbers[0];
  for (const Value& number : numbers.subspan(1)) {
    if (!number.is_numeric()) return kNoOverload;
    if (compare_numbers(number, best) == wanted) best = number;
  }
  return best;
}

bool takes(const Call& call, Kind kind) {
  return call.args.size() == 1 && call.args[0].kind() == kind;
}

template <typename Function>
Value of_double(const Call& call, Function function) {
  return takes(call, Kind::kDouble) ? Value::real(function(call.args[0].as_double())) : kNoOverload;
}

template <typename Predicate>
Value test_double(const Call& call, Predicate predicate) {
  return takes(call, Kind::kDouble) ? Value::boolean(predicate(call.args[0].as_double()))
                                    : kNoOverload;
}

Value like(const Value& example, uint64_t bits) {
  return example.kind() == Kind::kInt ? Value::integer(static_cast<int64_t>(bits))
                                      : Value::unsigned_integer(bits);
}

bool is_whole(const Value& value) {
  return value.kind() == Kind::kInt || value.kind() == Kind::kUint;
}

template <typename Operation>
Value combine_bits(const Call& call, Operation operation) {
  if (call.args.size() != 2 || !is_whole(call.args[0]) ||
      call.args[0].kind() != call.args[1].kind()) {
    return kNoOverload;
  }
  return like(call.args[0], operation(call.args[0].as_uint(), call.args[1].as_uint()));
}

template <typename Operation>
Value shift_bits(const Call& call, Operation operation) {
  if (call.args.size() != 2 || !is_whole(call.args[0]) || call.args[1].kind() != Kind::kInt) {
    return kNoOverload;
  }
  const int64_t by = call.args[1].as_int();
  if (by < 0) return Value::error(ErrorKind::kRange);
  return like(call.args[0], by >= 64 ? 0 : operation(call.args[0].as_uint(), by));
}

double sign_of(double d) {
  if (std::isnan(d) || d == 0) return d;
  return d > 0 ? 1.0 : -1.0;
}

}  // namespace

Value fn_greatest(const Call& call) {
  return extreme(call, Order::kGreater);
}
Value fn_least(const Call& call) {
  return extreme(call, Order::kLess);
}

Value fn_ceil(const Call& call) {
  return of_double(call, [](double d) { return std::ceil(d); });
}
Value fn_floor(const Call& call) {
  return of_double(call, [](double d) { return std::floor(d); });
}
Value fn_round(const Call& call) {
  return of_double(call, [](double d) { return std::round(d); });
}
Value fn_trunc(const Call& call) {
  return of_double(call, [](double d) { return std::trunc(d); });
}

Value fn_sqrt(const Call& call) {
  if (takes(call, Kind::kInt))
    return Value::real(std::sqrt(static_cast<double>(call.args[0].as_int())));
  if (takes(call, Kind::kUint)) {
    return Value::real(std::sqrt(static_cast<double>(call.args[0].as_uint())));
  }
  return of_double(call, [](double d) { return std::sqrt(d); });
}

Value fn_abs(const Call& call) {
  if (takes(call, Kind::kUint)) return call.args[0];
  if (!takes(call, Kind::kInt)) return of_double(call, [](double d) { return std::fabs(d); });
  const int64_t i = call.args[0].as_int();
  return i == INT64_MIN ? Value::error(ErrorKind::kOverflow) : Value::integer(i < 0 ? -i : i);
}

Value fn_sign(const Call& call) {
  if (takes(call, Kind::kUint)) return Value::unsigned_integer(call.args[0].as_uint() > 0 ? 1 : 0);
  if (!takes(call, Kind::kInt)) return of_double(call, sign_of);
  const int64_t i = call.args[0].as_int();
  return Value::integer((i > 0) - (i < 0));
}

Value fn_is_nan(const Call& call) {
  return test_double(call, [](double d) { return std::isnan(d); });
}
Value fn_is_inf(const Call& call) {
  return test_double(call, [](double d) { return std::isinf(d); });
}
Value fn_is_finite(const Call& call) {
  return test_double(call, [](double d) { return std::isfinite(d); });
}

Value fn_bit_or(const Call& call) {
  return combine_bits(call, [](uint64_t a, uint64_t b) { return a | b; });
}
Value fn_bit_and(const Call& call) {
  return combine_bits(call, [](uint64_t a, uint64_t b) { return a & b; });
}
Value fn_bit_xor(const Call& call) {
  return combine_bits(call, [](uint64_t a, uint64_t b) { return a ^ b; });
}
Value fn_bit_not(const Call& call) {
  if (call.args.size() != 1 || !is_whole(call.args[0])) return kNoOverload;
  return like(call.args[0], ~call.args[0].as_uint());
}
Value fn_bit_shift_left(const Call& call) {
  return shift_bits(call, [](uint64_t bits, int64_t by) { return bits << by; });
}
// Logical also for negative ints: zeros come in from the left.
Value fn_bit_shift_right(const Call& call) {
  return shift_bits(call, [](uint64_t bits, int64_t by) { return bits >> by; });
}

}  // namespace gs::cel
