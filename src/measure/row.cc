#include "measure/row.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json.h"
#include "base/utf8.h"

namespace gs::measure {
namespace {

namespace json = boost::json;
using Problem = tl::unexpected<RowProblem>;

constexpr std::array kRoles = {text::Role::kUser, text::Role::kSystem, text::Role::kAssistant,
                               text::Role::kTool, text::Role::kDocument};

Problem problem(std::string message, json::value id = nullptr) {
  return Problem({std::move(message), std::move(id)});
}

// The parser's words, less the name that a duplicate repeats, and with the column alone: a row is
// one line.
std::string words_of(const JsonError& error) {
  std::string message = error.message;
  if (message.starts_with("duplicate name")) message = "a name occurs twice";
  const size_t column = error.where.find("column ");
  return column == std::string::npos ? message : message + " at " + error.where.substr(column);
}

tl::expected<json::object, RowProblem> read_object(std::string_view line) {
  const size_t invalid = find_invalid_utf8(line);
  if (invalid != std::string_view::npos) {
    return problem("invalid UTF-8 at byte " + std::to_string(invalid + 1));
  }
  auto value = parse_json(line);
  if (!value) return problem(words_of(value.error()));
  if (!value->is_object()) return problem("must be a JSON object");
  return std::move(value->get_object());
}

// A string field, or nothing when it is not there. False after `message` was set.
bool read_string(const json::object& object, std::string_view name,
                 std::optional<std::string>& field, std::string& message) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return true;
  if (!value->is_string()) {
    message = std::string(name) + " must be a string";
    return false;
  }
  field.emplace(value->get_string());
  return true;
}

std::optional<text::Role> parse_role(std::string_view name) {
  for (text::Role role : kRoles) {
    if (name == text::to_string(role)) return role;
  }
  return std::nullopt;
}

tl::expected<TextRow, RowProblem> text_row_of(const json::object& object) {
  TextRow row;
  if (const json::value* id = object.if_contains("id")) {
    if (!id->is_string() && !id->is_number()) return problem("id must be a string or a number");
    row.id = *id;
  }
  std::string message;
  std::optional<std::string> text;
  std::optional<std::string> role;
  if (!read_string(object, "text", text, message) || !read_string(object, "role", role, message)) {
    return problem(message, row.id);
  }
  if (!text) return problem("text is missing", row.id);
  row.text = *std::move(text);
  if (role) {
    row.role = parse_role(*role);
    if (!row.role) {
      return problem("role must be user, system, assistant, tool or document", row.id);
    }
  }
  return row;
}

// 0, 1, false or true.
std::optional<bool> parse_label(const json::value& value) {
  if (value.is_bool()) return value.get_bool();
  if (!value.is_int64() || value.get_int64() < 0 || value.get_int64() > 1) return std::nullopt;
  return value.get_int64() == 1;
}

// Empty, or what is wrong with one element of `spans`.
std::string read_span(const json::value& value, size_t length, Entity& entity) {
  const json::object* span = value.if_object();
  if (span == nullptr) return " must be an object";
  const json::value* start = span->if_contains("start");
  const json::value* end = span->if_contains("end");
  const json::value* type = span->if_contains("entity_type");
  if (start == nullptr || !start->is_int64()) return ".start must be an integer";
  if (end == nullptr || !end->is_int64()) return ".end must be an integer";
  if (type == nullptr || !type->is_string()) return ".entity_type must be a string";
  const int64_t from = start->get_int64();
  const int64_t to = end->get_int64();
  if (from < 0 || from >= to) return " must have 0 <= start < end";
  if (static_cast<uint64_t>(to) > length) {
    return ".end is " + std::to_string(to) + ", but the text has " + std::to_string(length) +
           " code points";
  }
  entity = {std::string(type->get_string()), static_cast<size_t>(from), static_cast<size_t>(to), 1};
  return {};
}

// Empty, or what is wrong.
std::string read_spans(const json::object& object, LabelledRow& labelled) {
  const json::value* value = object.if_contains("spans");
  if (value == nullptr) return {};
  if (!value->is_array()) return "spans must be an array";
  const size_t length = count_code_points(labelled.row.text);
  std::vector<Entity>& spans = labelled.spans.emplace();
  for (const json::value& each : value->get_array()) {
    const std::string index = "spans[" + std::to_string(spans.size()) + "]";
    const std::string wrong = read_span(each, length, spans.emplace_back());
    if (!wrong.empty()) return index + wrong;
  }
  std::stable_sort(spans.begin(), spans.end(),
                   [](const Entity& a, const Entity& b) { return a.start < b.start; });
  return {};
}

// Empty, or what is wrong.
std::string read_labels(const json::object& object, LabelledRow& labelled) {
  std::string message;
  std::optional<std::string> source;
  std::optional<std::string> checks;
  if (!read_string(object, "source", source, message)) return message;
  if (!read_string(object, "checks", checks, message)) return message;
  labelled.source = source.value_or("");
  labelled.checks = checks.value_or("");
  if (const json::value* label = object.if_contains("label")) {
    labelled.label = parse_label(*label);
    if (!labelled.label) return "label must be 0 or 1";
  }
  message = read_spans(object, labelled);
  if (message.empty() && !labelled.label && !labelled.spans) return "label or spans is missing";
  return message;
}

}  // namespace

tl::expected<TextRow, RowProblem> read_text_row(std::string_view line) {
  auto object = read_object(line);
  if (!object) return tl::unexpected(std::move(object).error());
  return text_row_of(*object);
}

tl::expected<LabelledRow, RowProblem> read_labelled_row(std::string_view line) {
  auto object = read_object(line);
  if (!object) return tl::unexpected(std::move(object).error());
  auto row = text_row_of(*object);
  if (!row) return tl::unexpected(std::move(row).error());
  LabelledRow labelled{*std::move(row), {}, {}, {}, {}};
  std::string message = read_labels(*object, labelled);
  if (!message.empty()) return problem(std::move(message), labelled.row.id);
  return labelled;
}

}  // namespace gs::measure
