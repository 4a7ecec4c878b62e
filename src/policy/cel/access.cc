#include "policy/cel/access.h"

#include <cmath>

namespace gs::cel {

namespace {

Value error(ErrorKind kind) {
  return Value::error(kind);
}

// The index as the language reads it: int, or an uint or integral double in range.
bool list_index(const Value& key, int64_t& index) {
  if (key.kind() == Kind::kInt) {
    index = key.as_int();
    return true;
  }
  if (key.kind() == Kind::kUint) {
    index = key.as_uint() > INT64_MAX ? INT64_MAX : static_cast<int64_t>(key.as_uint());
    return true;
  }
  if (key.kind() != Kind::kDouble) return false;
  const double d = key.as_double();
  if (!(std::fabs(d) < 9.0e18) || d != std::trunc(d)) return false;
  index = static_cast<int64_t>(d);
  return true;
}

Value list_item(std::span<const Value> items, const Value& key) {
  int64_t index = 0;
  if (!list_index(key, index)) return error(ErrorKind::kNoSuchOverload);
  if (index < 0 || static_cast<uint64_t>(index) >= items.size()) {
    return error(ErrorKind::kIndexOutOfRange);
  }
  return items[static_cast<size_t>(index)];
}

Value map_item(const Map& map, const Value& key) {
  const Value* value = find(map, key);
  return value == nullptr ? error(ErrorKind::kNoSuchKey) : *value;
}

// An item as an optional: what is merely absent becomes none.
Value as_optional(const Value& item, Arena& arena) {
  if (!item.is_error()) return make_optional(arena, item);
  const bool absent = item.error_kind() == ErrorKind::kNoSuchKey ||
                      item.error_kind() == ErrorKind::kIndexOutOfRange;
  return absent ? Value::none() : item;
}

}  // namespace

Value select_field(const Value& operand, const Value& field, Arena& arena) {
  if (operand.kind() == Kind::kMap) return map_item(operand.as_map(), field);
  if (operand.kind() == Kind::kOptional) return select_optional_field(operand, field, arena);
  return error(ErrorKind::kNoSuchOverload);
}

Value select_optional_field(const Value& operand, const Value& field, Arena& arena) {
  const Value* inside = &operand;
  while (inside->kind() == Kind::kOptional) {
    if (!inside->has_content()) return Value::none();
    inside = &inside->content();
  }
  if (inside->kind() != Kind::kMap) return error(ErrorKind::kNoSuchOverload);
  return as_optional(map_item(inside->as_map(), field), arena);
}

Value has_field(const Value& operand, const Value& field) {
  const Value* inside = &operand;
  while (inside->kind() == Kind::kOptional) {
    if (!inside->has_content()) return Value::boolean(false);
    inside = &inside->content();
  }
  if (inside->kind() != Kind::kMap) return error(ErrorKind::kNoSuchOverload);
  return Value::boolean(find(inside->as_map(), field) != nullptr);
}

Value index_value(const Value& operand, const Value& key, Arena& arena) {
  if (operand.kind() == Kind::kList) return list_item(operand.as_list(), key);
  if (operand.kind() == Kind::kMap) return map_item(operand.as_map(), key);
  if (operand.kind() == Kind::kOptional) return index_optional(operand, key, arena);
  return error(ErrorKind::kNoSuchOverload);
}

Value index_optional(const Value& operand, const Value& key, Arena& arena) {
  const Value* inside = &operand;
  while (inside->kind() == Kind::kOptional) {
    if (!inside->has_content()) return Value::none();
    inside = &inside->content();
  }
  if (inside->kind() != Kind::kList && inside->kind() != Kind::kMap) {
    return error(ErrorKind::kNoSuchOverload);
  }
  return as_optional(index_value(*inside, key, arena), arena);
}

}  // namespace gs::cel
