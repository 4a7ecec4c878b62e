// The encoders extension: base64.
#include "base/digest.h"
#include "policy/cel/function_code.h"

namespace gs::cel {

Value fn_base64_encode(const Call& call) {
  if (call.args.size() != 1 || call.args[0].kind() != Kind::kBytes) {
    return Value::error(ErrorKind::kNoSuchOverload);
  }
  return make_string(call.arena, base64_encode(call.args[0].as_string()));
}

Value fn_base64_decode(const Call& call) {
  if (call.args.size() != 1 || call.args[0].kind() != Kind::kString) {
    return Value::error(ErrorKind::kNoSuchOverload);
  }
  const auto bytes = base64_decode(call.args[0].as_string());
  if (!bytes) return Value::error(ErrorKind::kConversion);
  const std::string_view copy = call.arena.copy(*bytes);
  return copy.data() == nullptr ? Value::error(ErrorKind::kCostExceeded) : Value::bytes(copy);
}

}  // namespace gs::cel
