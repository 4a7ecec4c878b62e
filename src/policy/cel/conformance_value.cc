#include "policy/cel/conformance_value.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "base/digest.h"
#include "policy/cel/number_text.h"

namespace gs::cel {

namespace json = boost::json;

namespace {

std::string_view text_of_json(const json::value& value) {
  return value.is_string() ? std::string_view(value.get_string()) : std::string_view();
}

std::optional<Value> read_list(const json::value& value, Arena& arena) {
  if (!value.is_array()) return std::nullopt;
  std::vector<Value> items;
  for (const json::value& item : value.get_array()) {
    const auto read = read_conformance_value(item, arena);
    if (!read) return std::nullopt;
    items.push_back(*read);
  }
  return make_list(arena, items);
}

std::optional<Value> read_map(const json::value& value, Arena& arena) {
  if (!value.is_array()) return std::nullopt;
  std::vector<MapEntry> entries;
  for (const json::value& pair : value.get_array()) {
    if (!pair.is_array() || pair.get_array().size() != 2) return std::nullopt;
    const auto key = read_conformance_value(pair.get_array()[0], arena);
    const auto item = read_conformance_value(pair.get_array()[1], arena);
    if (!key || !item) return std::nullopt;
    entries.push_back({*key, *item});
  }
  return make_map(arena, entries);
}

std::optional<Value> read_bytes(const json::value& value, Arena& arena) {
  const auto bytes = base64_decode(text_of_json(value));
  if (!bytes) return std::nullopt;
  return Value::bytes(arena.copy(*bytes));
}

// {"seconds": "..", "nanos": n} of a duration or a timestamp.
std::optional<Value> read_time(const json::value& value, bool is_timestamp) {
  if (!value.is_object()) return std::nullopt;
  const json::value* seconds_text = value.get_object().if_contains("seconds");
  const json::value* nanos_number = value.get_object().if_contains("nanos");
  const auto seconds = parse_int(seconds_text == nullptr ? "0" : text_of_json(*seconds_text));
  if (!seconds) return std::nullopt;
  const bool has_nanos = nanos_number != nullptr && nanos_number->is_int64();
  const int64_t nanos = has_nanos ? nanos_number->get_int64() : 0;
  if (is_timestamp) return Value::timestamp({*seconds, static_cast<uint32_t>(nanos)});
  return Value::duration(*seconds * 1'000'000'000 + nanos);
}

std::optional<Value> read_number(std::string_view kind, std::string_view text) {
  if (kind == "int") {
    const auto number = parse_int(text);
    if (number) return Value::integer(*number);
  } else if (kind == "uint") {
    const auto number = parse_uint(text);
    if (number) return Value::unsigned_integer(*number);
  } else {
    const auto number = parse_double(text);
    if (number) return Value::real(*number);
  }
  return std::nullopt;
}

// The arguments of "name(a, b(c, d))".
std::vector<std::string_view> arguments_of(std::string_view text) {
  std::vector<std::string_view> result;
  const size_t open = text.find('(');
  if (open == std::string_view::npos) return result;
  size_t begin = open + 1;
  int depth = 0;
  for (size_t i = begin; i < text.size(); ++i) {
    const bool closes = text[i] == ')' && depth == 0;
    if (closes || (text[i] == ',' && depth == 0)) {
      result.push_back(text.substr(begin, i - begin));
      begin = i + 1;
      while (begin < text.size() && text[begin] == ' ') ++begin;
    }
    if (closes) break;
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
  }
  return result;
}

Type argument_type(const std::vector<std::string_view>& arguments, size_t index) {
  return index < arguments.size() ? read_conformance_type(arguments[index]) : Type();
}

bool same_maps(const Value& a, const Value& b) {
  if (a.as_map().size != b.as_map().size) return false;
  for (const MapEntry& x : a.entries()) {
    bool found = false;
    for (const MapEntry& y : b.entries()) {
      found = found || (same_value(x.key, y.key) && same_value(x.value, y.value));
    }
    if (!found) return false;
  }
  return true;
}

bool same_lists(std::span<const Value> a, std::span<const Value> b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!same_value(a[i], b[i])) return false;
  }
  return true;
}

}  // namespace

std::optional<Value> read_conformance_value(const json::value& value, Arena& arena) {
  if (!value.is_object() || value.get_object().empty()) return std::nullopt;
  const auto& member = *value.get_object().begin();
  const std::string_view kind = member.key();
  const json::value& content = member.value();
  if (kind == "null") return Value::null();
  if (kind == "bool" && content.is_bool()) return Value::boolean(content.get_bool());
  if (kind == "int" || kind == "uint" || kind == "double") {
    return read_number(kind, text_of_json(content));
  }
  if (kind == "string") return Value::string(text_of_json(content));
  if (kind == "bytes_b64") return read_bytes(content, arena);
  if (kind == "list") return read_list(content, arena);
  if (kind == "map") return read_map(content, arena);
  if (kind == "type") return Value::type(text_of_json(content));
  if (kind == "duration") return read_time(content, false);
  if (kind == "timestamp") return read_time(content, true);
  return std::nullopt;
}

Type read_conformance_type(std::string_view text) {
  const std::string_view name = text.substr(0, text.find('('));
  const auto arguments = arguments_of(text);
  if (name == "bool") return TypeKind::kBool;
  if (name == "int") return TypeKind::kInt;
  if (name == "uint") return TypeKind::kUint;
  if (name == "double") return TypeKind::kDouble;
  if (name == "string") return TypeKind::kString;
  if (name == "bytes") return TypeKind::kBytes;
  if (name == "null_type") return TypeKind::kNull;
  if (name == "google.protobuf.Timestamp") return TypeKind::kTimestamp;
  if (name == "google.protobuf.Duration") return TypeKind::kDuration;
  if (name == "list") return Type::list(argument_type(arguments, 0));
  if (name == "map") return Type::map(argument_type(arguments, 0), argument_type(arguments, 1));
  if (name == "type") return Type::type(argument_type(arguments, 0));
  if (name == "opaque" && !arguments.empty() && arguments[0] == "optional_type") {
    return Type::optional(argument_type(arguments, 1));
  }
  return TypeKind::kDyn;
}

bool same_value(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kDouble:
      return a.as_double() == b.as_double() ||
             (std::isnan(a.as_double()) && std::isnan(b.as_double()));
    case Kind::kList:
      return same_lists(a.as_list(), b.as_list());
    case Kind::kMap:
      return same_maps(a, b);
    case Kind::kOptional:
      if (!a.has_content() || !b.has_content()) return a.has_content() == b.has_content();
      return same_value(a.content(), b.content());
    case Kind::kError:
      return a.error_kind() == b.error_kind();
    default:
      return equal(a, b);
  }
}

}  // namespace gs::cel
