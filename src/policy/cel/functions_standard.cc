// size, string predicates, type and dyn.
#include "base/utf8.h"
#include "policy/cel/function_code.h"
#include "policy/cel/pattern.h"

namespace gs::cel {

namespace {

constexpr Value kNoOverload = Value::error(ErrorKind::kNoSuchOverload);

bool two_strings(const Call& call) {
  return call.args.size() == 2 && call.args[0].kind() == Kind::kString &&
         call.args[1].kind() == Kind::kString;
}

}  // namespace

Value fn_size(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  const Value& value = call.args[0];
  size_t size = 0;
  switch (value.kind()) {
    case Kind::kString:
      size = count_code_points(value.as_string());
      break;
    case Kind::kBytes:
      size = value.as_string().size();
      break;
    case Kind::kList:
      size = value.as_list().size();
      break;
    case Kind::kMap:
      size = value.as_map().size;
      break;
    default:
      return kNoOverload;
  }
  return Value::integer(static_cast<int64_t>(size));
}

Value fn_contains(const Call& call) {
  if (!two_strings(call)) return kNoOverload;
  return Value::boolean(call.args[0].as_string().find(call.args[1].as_string()) !=
                        std::string_view::npos);
}

Value fn_starts_with(const Call& call) {
  if (!two_strings(call)) return kNoOverload;
  return Value::boolean(call.args[0].as_string().starts_with(call.args[1].as_string()));
}

Value fn_ends_with(const Call& call) {
  if (!two_strings(call)) return kNoOverload;
  return Value::boolean(call.args[0].as_string().ends_with(call.args[1].as_string()));
}

// For patterns that are computed; constant ones are compiled with the program.
Value fn_matches(const Call& call) {
  if (!two_strings(call)) return kNoOverload;
  const auto pattern = Pattern::compile(call.args[1].as_string());
  if (pattern == nullptr) return Value::error(ErrorKind::kBadPattern);
  return Value::boolean(pattern->found_in(call.args[0].as_string()));
}

Value fn_type(const Call& call) {
  if (call.args.size() != 1) return kNoOverload;
  return Value::type(type_name(call.args[0].kind()));
}

Value fn_dyn(const Call& call) {
  return call.args.size() == 1 ? call.args[0] : kNoOverload;
}

}  // namespace gs::cel
