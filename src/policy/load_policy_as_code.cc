// policy_as_code: the switches, lists, patterns and safe mode around the rules.
#include <re2/re2.h>

#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "policy/load_sections.h"

namespace gs::policy {
namespace {

// `off` is text in YAML 1.2; true and false are taken as well.
void load_baseline_switch(FieldReader& reader, const Node& node, PolicyModel& model) {
  if (!node) return;
  if (node.value->is_bool()) {
    model.baseline = node.value->get_bool();
  } else if (const auto index = reader.choice(node, {"on", "off"})) {
    model.baseline = *index == 0;
  }
}

void check_name(FieldReader& reader, const Node& node, std::string_view name) {
  if (is_identifier(name)) return;
  reader.error(node, fmt::format("the name '{}' cannot be used in a condition; use letters, digits "
                                 "and _",
                                 name));
}

void load_lists(FieldReader& reader, const Node& section, PolicyModel& model) {
  const Node lists = reader.field(section, "lists");
  if (!reader.is_object(lists)) return;
  for (const auto& entry : lists.value->get_object()) {
    const std::string name(entry.key());
    const Node node{&entry.value(), child_path(lists.path, name)};
    check_name(reader, node, name);
    if (auto items = reader.texts(node)) {
      model.lists.push_back({name, *std::move(items), reader.place(node).key});
    }
  }
}

// A pattern is text (a literal), or {literal | regex, ignore_case}.
void check_regex(FieldReader& reader, const Node& node, const std::string& text) {
  const re2::RE2 regex(text, re2::RE2::Quiet);
  if (!regex.ok()) reader.error(node, "the expression does not compile: " + regex.error());
}

void load_pattern(FieldReader& reader, const Node& node, Pattern& pattern) {
  if (node.value->is_string()) {
    pattern.text = std::string(node.value->get_string());
  } else if (reader.is_object(node)) {
    reader.check_keys(node, {"literal", "regex", "ignore_case", "description"});
    const Node literal = reader.field(node, "literal");
    const Node regex = reader.field(node, "regex");
    if (static_cast<bool>(literal) == static_cast<bool>(regex)) {
      reader.error(node, "a pattern has either `literal` or `regex`");
      return;
    }
    pattern.is_regex = static_cast<bool>(regex);
    const auto text = reader.text(pattern.is_regex ? regex : literal);
    if (!text) return;
    pattern.text = *text;
    if (pattern.is_regex) check_regex(reader, regex, *text);
    pattern.ignore_case = reader.boolean(reader.field(node, "ignore_case")).value_or(false);
  } else {
    return;
  }
  if (pattern.text.empty()) reader.error(node, "an empty pattern matches everything");
}

void load_patterns(FieldReader& reader, const Node& section, PolicyModel& model) {
  const Node patterns = reader.field(section, "patterns");
  if (!reader.is_object(patterns)) return;
  for (const auto& entry : patterns.value->get_object()) {
    const std::string name(entry.key());
    const Node node{&entry.value(), child_path(patterns.path, name)};
    check_name(reader, node, name);
    Pattern pattern;
    pattern.name = name;
    pattern.position = reader.place(node).key;
    load_pattern(reader, node, pattern);
    model.patterns.push_back(std::move(pattern));
  }
}

void load_safe_mode(FieldReader& reader, const Node& section, SafeMode& safe_mode) {
  const Node node = reader.field(section, "safe_mode");
  if (!reader.is_object(node)) return;
  reader.check_keys(node,
                    {"system_message", "max_temperature", "max_tokens", "tools", "strict_output"});
  if (auto message = reader.text(reader.field(node, "system_message"))) {
    safe_mode.system_message = *std::move(message);
  }
  const Node temperature = reader.field(node, "max_temperature");
  if (const auto value = reader.number(temperature)) {
    if (*value < 0 || *value > 2) reader.error(temperature, "must be between 0 and 2");
    safe_mode.max_temperature = *value;
  }
  const Node tokens = reader.field(node, "max_tokens");
  if (const auto value = reader.number(tokens)) {
    if (*value < 1 || *value > 1e9 || *value != std::floor(*value)) {
      reader.error(tokens, "must be a whole number from 1 to 1000000000");
    } else {
      safe_mode.max_tokens = static_cast<int64_t>(*value);
    }
  }
  safe_mode.tools = reader.boolean(reader.field(node, "tools")).value_or(safe_mode.tools);
  safe_mode.strict_output =
      reader.boolean(reader.field(node, "strict_output")).value_or(safe_mode.strict_output);
}

}  // namespace

bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (name.empty() || !is_letter(name.front())) return false;
  for (const char c : name) {
    if (!is_letter(c) && !(c >= '0' && c <= '9')) return false;
  }
  return true;
}

void load_policy_as_code(FieldReader& reader, const Node& root, PolicyModel& model) {
  const Node section = reader.field(root, "policy_as_code");
  if (!reader.is_object(section)) return;
  reader.check_keys(section, {"baseline", "on_error", "rules", "lists", "patterns", "safe_mode"});
  load_baseline_switch(reader, reader.field(section, "baseline"), model);
  if (const auto index = reader.choice(reader.field(section, "on_error"), {"match", "skip"})) {
    model.on_error = *index == 0 ? OnError::kMatch : OnError::kSkip;
  }
  load_lists(reader, section, model);
  load_patterns(reader, section, model);
  load_safe_mode(reader, section, model.safe_mode);
  load_rules(reader, section, model);
}

}  // namespace gs::policy
