#include "gate/artifact_fields.h"

#include <cmath>

#include "base/json.h"

namespace gs::gate {
namespace {

namespace json = boost::json;

tl::unexpected<Error> wrong(const std::string& what, const std::string& field) {
  return fail(ErrorCode::kInvalidInput, what, field);
}

tl::unexpected<Error> wrong_type(std::string_view expected, const json::value& value,
                                 const std::string& field) {
  return wrong("must be " + std::string(expected) + ", not " + std::string(type_of(value)), field);
}

}  // namespace

std::string_view type_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "true or false";
    case json::kind::string:
      return "text";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
    default:
      return "a number";
  }
}

Result<json::object> parse_object(std::string_view text) {
  auto value = parse_json(text);
  if (!value) {
    const JsonError& error = value.error();
    if (error.not_a_number && !error.path.empty()) {
      return wrong("must be a finite number, not NaN or an infinity", error.path);
    }
    return fail(error.code, "is not JSON: " + error.message, error.where);
  }
  if (!value->is_object()) {
    return wrong("must be a JSON object, not " + std::string(type_of(*value)), "");
  }
  return std::move(value->get_object());
}

Result<double> read_number(const json::value& value, const std::string& field) {
  if (!value.is_number()) return wrong_type("a number", value, field);
  return value.to_number<double>();
}

Result<uint64_t> read_count(const json::value& value, const std::string& field) {
  GS_TRY(const double number, read_number(value, field));
  if (number < 0) return wrong("must not be negative", field);
  if (number != std::floor(number) || number > 9e15) return wrong("must be a whole number", field);
  return static_cast<uint64_t>(number);
}

Result<std::string> read_text(const json::value& value, const std::string& field) {
  if (!value.is_string()) return wrong_type("text", value, field);
  return std::string(value.get_string());
}

Result<WallTime> read_time(const json::value& value, const std::string& field) {
  GS_TRY(const std::string text, read_text(value, field));
  const auto time = from_rfc3339(text);
  if (!time) return wrong("must be a time as in 2026-03-01T12:00:00Z", field);
  return *time;
}

Result<const json::value*> require_member(const json::object& object, std::string_view name,
                                          const std::string& field) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return wrong("is missing", field);
  return value;
}

}  // namespace gs::gate
