// Optionals: constructors, tests and the list forms.
#include "policy/cel/function_code.h"

namespace gs::cel {

namespace {

constexpr Value kNoOverload = Value::error(ErrorKind::kNoSuchOverload);
constexpr int64_t kYearOne = -62135596800;  // the zero time of cel-go, 0001-01-01T00:00:00Z

bool is_zero(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return !value.as_bool();
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDuration:
      return value.as_uint() == 0;
    case Kind::kDouble:
      return value.as_double() == 0;
    case Kind::kString:
    case Kind::kBytes:
      return value.as_string().empty();
    case Kind::kList:
      return value.as_list().empty();
    case Kind::kMap:
      return value.as_map().size == 0;
    case Kind::kTimestamp:
      return value.as_timestamp().seconds == kYearOne && value.as_timestamp().nanos == 0;
    default:
      return false;
  }
}

bool takes_optional(const Call& call, size_t arguments) {
  return call.args.size() == arguments && call.args[0].kind() == Kind::kOptional;
}

bool takes_list(const Call& call) {
  return call.args.size() == 1 && call.args[0].kind() == Kind::kList;
}

}  // namespace

Value fn_optional_of(const Call& call) {
  return call.args.size() == 1 ? make_optional(call.arena, call.args[0]) : kNoOverload;
}

Value fn_optional_none(const Call& call) {
  return call.args.empty() ? Value::none() : kNoOverload;
}

Value fn_optional_of_non_zero(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  return is_zero(call.args[0]) ? Value::none() : make_optional(call.arena, call.args[0]);
}

Value fn_has_value(const Call& call) {
  return takes_optional(call, 1) ? Value::boolean(call.args[0].has_content()) : kNoOverload;
}

Value fn_value(const Call& call) {
  if (!takes_optional(call, 1)) return kNoOverload;
  return call.args[0].has_content() ? call.args[0].content() : Value::error(ErrorKind::kNoneValue);
}

Value fn_or(const Call& call) {
  if (!takes_optional(call, 2) || call.args[1].kind() != Kind::kOptional) return kNoOverload;
  return call.args[0].has_content() ? call.args[0] : call.args[1];
}

Value fn_or_value(const Call& call) {
  if (!takes_optional(call, 2)) return kNoOverload;
  return call.args[0].has_content() ? call.args[0].content() : call.args[1];
}

Value fn_first(const Call& call) {
  if (!takes_list(call)) return kNoOverload;
  const auto items = call.args[0].as_list();
  return items.empty() ? Value::none() : make_optional(call.arena, items.front());
}

Value fn_last(const Call& call) {
  if (!takes_list(call)) return kNoOverload;
  const auto items = call.args[0].as_list();
  return items.empty() ? Value::none() : make_optional(call.arena, items.back());
}

Value fn_unwrap(const Call& call) {
  if (!takes_list(call)) return kNoOverload;
  const auto items = call.args[0].as_list();
  Value* present = call.arena.allocate_array<Value>(items.size());
  if (present == nullptr) return Value::error(ErrorKind::kCostExceeded);
  size_t count = 0;
  for (const Value& item : items) {
    if (item.kind() != Kind::kOptional) return kNoOverload;
    if (item.has_content()) present[count++] = item.content();
  }
  return make_list(call.arena, {present, count});
}

}  // namespace gs::cel
