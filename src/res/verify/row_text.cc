#include "res/verify/row_text.h"

#include <boost/json.hpp>
#include <type_traits>

#include "base/digest.h"
#include "base/json_writer.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr size_t kMostLine = 256 * 1024 * 1024;

void write_value(JsonWriter& out, const store::Value& value) {
  std::visit(
      [&out](const auto& held) {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, store::Null>) {
          out.null();
        } else if constexpr (std::is_same_v<Held, int64_t>) {
          out.integer(held);
        } else if constexpr (std::is_same_v<Held, double>) {
          out.begin_object().key("d").number(held).end_object();
        } else if constexpr (std::is_same_v<Held, std::string>) {
          out.string(held);
        } else {
          out.begin_object().key("b").string(base64_encode(held.bytes)).end_object();
        }
      },
      value.variant());
}

Result<store::Value> wrapped_value(const json::object& object) {
  if (object.size() == 1) {
    if (const json::value* bytes = object.if_contains("b");
        bytes != nullptr && bytes->is_string()) {
      auto decoded = base64_decode(std::string_view(bytes->as_string()));
      if (decoded) return store::Value(store::Blob{*std::move(decoded)});
    }
    if (const json::value* number = object.if_contains("d");
        number != nullptr && number->is_number()) {
      return store::Value(number->to_number<double>());
    }
  }
  return fail(ErrorCode::kInvalidInput, "a value is neither {\"b\": base64} nor {\"d\": number}");
}

Result<store::Value> value_of(const json::value& from) {
  if (from.is_null()) return store::Value();
  if (from.is_int64()) return store::Value(from.as_int64());
  if (from.is_string()) return store::Value(std::string(from.as_string()));
  if (from.is_object()) return wrapped_value(from.as_object());
  return fail(ErrorCode::kInvalidInput, "a value is of a kind that no column has");
}

Result<store::Row> row_of(std::string_view line, size_t columns) {
  auto parsed = parse_json(line, {.max_depth = 3, .max_bytes = kMostLine});
  if (!parsed) return fail(ErrorCode::kInvalidInput, parsed.error().message);
  if (!parsed->is_array() || parsed->as_array().size() != columns) {
    return fail(ErrorCode::kInvalidInput,
                "a row must be an array of " + std::to_string(columns) + " values");
  }
  store::Row row;
  row.reserve(columns);
  for (const json::value& value : parsed->as_array()) {
    GS_TRY(store::Value held, value_of(value));
    row.push_back(std::move(held));
  }
  return row;
}

}  // namespace

std::string row_to_line(const store::Row& row) {
  JsonWriter out(256);
  out.begin_array();
  for (const store::Value& value : row) write_value(out, value);
  return out.end_array().take() + "\n";
}

Result<std::vector<store::Row>> rows_from_lines(std::string_view lines, size_t columns) {
  std::vector<store::Row> rows;
  for (size_t number = 1; !lines.empty(); ++number) {
    const size_t end = lines.find('\n');
    const std::string where = "line " + std::to_string(number);
    if (end == std::string_view::npos) {
      return fail(ErrorCode::kInvalidInput, "the last line has no end", where);
    }
    auto row = row_of(lines.substr(0, end), columns);
    if (!row) return fail(ErrorCode::kInvalidInput, row.error().message, where);
    rows.push_back(*std::move(row));
    lines.remove_prefix(end + 1);
  }
  return rows;
}

}  // namespace gs::res
