#include "policy/cel/value_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <cmath>

#include "base/digest.h"
#include "policy/cel/ip_text.h"
#include "policy/cel/number_text.h"
#include "policy/cel/time_text.h"

namespace gs::cel {

namespace json = boost::json;

namespace {

Value from_array(const json::array& array, Arena& arena) {
  Value* items = arena.allocate_array<Value>(array.size());
  List* list = arena.allocate_array<List>(1);
  if (items == nullptr || list == nullptr) return Value::error(ErrorKind::kCostExceeded);
  for (size_t i = 0; i < array.size(); ++i) {
    items[i] = from_json(array[i], arena);
    if (items[i].is_error()) return items[i];
  }
  *list = {static_cast<uint32_t>(array.size()), items};
  return Value::list(list);
}

Value from_object(const json::object& object, Arena& arena) {
  MapEntry* entries = arena.allocate_array<MapEntry>(object.size());
  if (entries == nullptr) return Value::error(ErrorKind::kCostExceeded);
  size_t count = 0;
  for (const auto& member : object) {
    const Value value = from_json(member.value(), arena);
    if (value.is_error()) return value;
    entries[count++] = {Value::string(member.key()), value};
  }
  return make_map(arena, {entries, count});
}

json::value from_double(double number) {
  if (std::isfinite(number)) return number;
  return json::value(double_text(number));
}

json::value from_list(std::span<const Value> items) {
  json::array array;
  for (const Value& item : items) array.push_back(to_json(item));
  return array;
}

std::string key_text(const Value& key) {
  if (key.kind() == Kind::kString) return std::string(key.as_string());
  if (key.kind() == Kind::kUint) return std::to_string(key.as_uint());
  return to_string(key);
}

json::value from_entries(std::span<const MapEntry> entries) {
  json::object object;
  for (const MapEntry& entry : entries) object[key_text(entry.key)] = to_json(entry.value);
  return object;
}

json::value text(std::string_view s) {
  return json::value(json::string(s));
}

}  // namespace

Value from_json(const json::value& value, Arena& arena) {
  switch (value.kind()) {
    case json::kind::null:
      return Value::null();
    case json::kind::bool_:
      return Value::boolean(value.get_bool());
    case json::kind::int64:
      return Value::integer(value.get_int64());
    case json::kind::uint64: {
      const uint64_t u = value.get_uint64();
      return u > INT64_MAX ? Value::unsigned_integer(u) : Value::integer(static_cast<int64_t>(u));
    }
    case json::kind::double_:
      return Value::real(value.get_double());
    case json::kind::string:
      return Value::string(value.get_string());
    case json::kind::array:
      return from_array(value.get_array(), arena);
    case json::kind::object:
      return from_object(value.get_object(), arena);
  }
  return Value::null();
}

json::value to_json(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return nullptr;
    case Kind::kBool:
      return value.as_bool();
    case Kind::kInt:
      return value.as_int();
    case Kind::kUint:
      return value.as_uint();
    case Kind::kDouble:
      return from_double(value.as_double());
    case Kind::kString:
    case Kind::kType:
      return text(value.as_string());
    case Kind::kBytes:
      return text(base64_encode(value.as_string()));
    case Kind::kList:
      return from_list(value.as_list());
    case Kind::kMap:
      return from_entries(value.entries());
    case Kind::kTimestamp:
      return text(timestamp_text(value.as_timestamp()));
    case Kind::kDuration:
      return text(duration_text(value.as_duration()));
    case Kind::kOptional:
      return value.has_content() ? to_json(value.content()) : json::value(nullptr);
    case Kind::kIp:
      return text(ip_text(value.as_ip()));
    case Kind::kCidr:
      return text(cidr_text(value.as_ip()));
    case Kind::kError:
      return json::object{{"error", message(value.error_kind())}};
  }
  return nullptr;
}

}  // namespace gs::cel
