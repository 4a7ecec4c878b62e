#include "policy/field_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/utf8.h"

namespace gs::policy {

namespace json = boost::json;

std::string_view kind_name(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "nothing";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::string:
      return "text";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "a mapping";
    default:
      return "a number";
  }
}

std::optional<double> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number / 100;
}

void FieldReader::note(Severity severity, Position position, const Node& node, std::string message,
                       std::string suggestion, std::string check) {
  Issue issue;
  issue.severity = severity;
  issue.position = position;
  issue.message = std::move(message);
  issue.suggestion = std::move(suggestion);
  issue.path = node.path;
  issue.check = std::move(check);
  issues_.push_back(std::move(issue));
}

void FieldReader::error(const Node& node, std::string message, std::string suggestion) {
  note(Severity::kError, place(node).value, node, std::move(message), std::move(suggestion), {});
}

void FieldReader::warn_key(const Node& node, std::string check, std::string message,
                           std::string suggestion) {
  note(Severity::kWarning, place(node).key, node, std::move(message), std::move(suggestion),
       std::move(check));
}

Node FieldReader::field(const Node& parent, std::string_view key) const {
  if (!parent || !parent.value->is_object()) return {};
  const json::value* value = parent.value->get_object().if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  return {value, child_path(parent.path, key)};
}

Node FieldReader::require(const Node& parent, std::string_view key) {
  Node found = field(parent, key);
  if (!found) error(parent, fmt::format("`{}` is missing", key));
  return found;
}

bool FieldReader::is_object(const Node& node) {
  if (!node) return false;
  if (node.value->is_object()) return true;
  error(node, fmt::format("must be a mapping, not {}", kind_name(*node.value)));
  return false;
}

bool FieldReader::is_array(const Node& node) {
  if (!node) return false;
  if (node.value->is_array()) return true;
  error(node, fmt::format("must be a list, not {}", kind_name(*node.value)));
  return false;
}

std::vector<Node> FieldReader::items(const Node& array) const {
  std::vector<Node> nodes;
  if (!array || !array.value->is_array()) return nodes;
  const json::array& values = array.value->get_array();
  nodes.reserve(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    nodes.push_back({&values[i], child_path(array.path, i)});
  }
  return nodes;
}

std::vector<Node> FieldReader::fields(const Node& object) const {
  std::vector<Node> nodes;
  if (!object || !object.value->is_object()) return nodes;
  for (const auto& entry : object.value->get_object()) {
    nodes.push_back({&entry.value(), child_path(object.path, std::string_view(entry.key()))});
  }
  return nodes;
}

std::optional<std::string> FieldReader::text(const Node& node) {
  if (!node) return std::nullopt;
  if (const json::string* value = node.value->if_string()) return std::string(*value);
  const bool needs_quotes = node.value->is_number() || node.value->is_bool();
  error(node, fmt::format("must be text, not {}{}", kind_name(*node.value),
                          needs_quotes ? "; write it in quotes" : ""));
  return std::nullopt;
}

std::optional<bool> FieldReader::boolean(const Node& node) {
  if (!node) return std::nullopt;
  if (node.value->is_bool()) return node.value->get_bool();
  error(node, fmt::format("must be true or false, not {}", kind_name(*node.value)));
  return std::nullopt;
}

std::optional<double> FieldReader::number(const Node& node) {
  if (!node) return std::nullopt;
  if (node.value->is_number()) return node.value->to_number<double>();
  error(node, fmt::format("must be a number, not {}", kind_name(*node.value)));
  return std::nullopt;
}

std::optional<double> FieldReader::fraction(const Node& node) {
  if (!node) return std::nullopt;
  if (const json::string* value = node.value->if_string()) {
    if (const auto percent = parse_percent(*value)) return percent;
    error(node, "must be a number or a percentage such as \"99.5%\"");
    return std::nullopt;
  }
  return number(node);
}

std::optional<std::vector<std::string>> FieldReader::texts(const Node& node) {
  if (!node || !is_array(node)) return std::nullopt;
  std::vector<std::string> result;
  for (const Node& item : items(node)) {
    if (auto value = text(item)) result.push_back(*std::move(value));
  }
  return result;
}

std::optional<size_t> FieldReader::choice(const Node& node,
                                          std::initializer_list<std::string_view> choices) {
  const auto written = text(node);
  if (!written) return std::nullopt;
  const auto found = std::find(choices.begin(), choices.end(), *written);
  if (found != choices.end()) return static_cast<size_t>(found - choices.begin());
  const std::vector<std::string> names(choices.begin(), choices.end());
  error(node,
        fmt::format("'{}' is none of {}", escape_for_display(*written, 40), fmt::join(names, ", ")),
        nearest(*written, names));
  return std::nullopt;
}

void FieldReader::check_keys(const Node& object, std::initializer_list<std::string_view> known) {
  if (!object || !object.value->is_object()) return;
  std::vector<std::string> names;  // made for the first unknown key only
  for (const auto& entry : object.value->get_object()) {
    const std::string_view key(entry.key());
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    if (names.empty()) names.assign(known.begin(), known.end());
    std::string suggestion = nearest(key, names);
    if (suggestion.empty()) continue;
    const Node node{&entry.value(), child_path(object.path, key)};
    warn_key(node, "misspelt-key", fmt::format("unknown key '{}'", escape_for_display(key, 40)),
             std::move(suggestion));
  }
}

}  // namespace gs::policy
