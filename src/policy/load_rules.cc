// policy_as_code.rules: the fields of each rule, the condition still as text.
#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/utf8.h"
#include "policy/load_sections.h"

namespace gs::policy {
namespace {

constexpr size_t kMaxIdLength = 128;

bool is_rule_id(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  };
  return !id.empty() && id.size() <= kMaxIdLength && std::all_of(id.begin(), id.end(), allowed);
}

// Where the first character of the condition stands, and whether the text in the file is the text
// of the condition, so that a place inside the one is a place inside the other.
void locate_condition(const Document& document, const Place& place, Rule& rule) {
  const std::string_view text = document.text();
  rule.when_position = place.value;
  size_t begin = place.offset;
  if (place.style == ScalarStyle::kSingleQuoted || place.style == ScalarStyle::kDoubleQuoted) {
    ++begin;
    ++rule.when_position.column;
  } else if (place.style == ScalarStyle::kLiteral) {
    const size_t line_end = text.find('\n', begin);
    begin = text.find_first_not_of(" \r\n", std::min(line_end, text.size()));
    if (begin == std::string_view::npos) return;
    rule.when_position = position_of(text, begin);
  }
  const std::string_view first_line = std::string_view(rule.when).substr(0, rule.when.find('\n'));
  const bool one_line = first_line.size() == rule.when.size();
  rule.when_is_verbatim = text.substr(begin).starts_with(first_line) &&
                          (one_line || place.style == ScalarStyle::kLiteral);
}

void load_condition(FieldReader& reader, const Node& node, Rule& rule) {
  const Node when = reader.require(node, "when");
  if (!when) return;
  if (when.value->is_bool()) {  // `when: true` is an expression too
    rule.when = when.value->get_bool() ? "true" : "false";
  } else {
    rule.when = reader.text(when).value_or("");
    const bool blank = rule.when.find_first_not_of(" \t\r\n") == std::string::npos;
    if (blank && when.value->is_string()) reader.error(when, "the condition is empty");
  }
  locate_condition(reader.document(), reader.place(when), rule);
}

void load_phase(FieldReader& reader, const Node& node, Rule& rule) {
  const auto index = reader.choice(reader.field(node, "phase"), {"prompt", "output", "both"});
  if (index) rule.phases = Phases{*index != 1, *index != 0};
}

void load_applies_to(FieldReader& reader, const Node& node, AppliesTo& applies_to) {
  const Node scope = reader.field(node, "applies_to");
  if (!reader.is_object(scope)) return;
  reader.check_keys(scope, {"tenants", "models", "paths"});
  applies_to.tenants = reader.texts(reader.field(scope, "tenants"));
  applies_to.models = reader.texts(reader.field(scope, "models"));
  applies_to.paths = reader.texts(reader.field(scope, "paths"));
}

void load_mode(FieldReader& reader, const Node& node, RuleMode& mode) {
  const Node field = reader.field(node, "mode");
  if (!field) return;
  if (field.value->is_object()) {
    reader.check_keys(field, {"canary_percent"});
    const Node percent = reader.require(field, "canary_percent");
    const auto value = reader.number(percent);
    if (!value) return;
    if (*value < 0 || *value > 100) {
      reader.error(percent, "must be between 0 and 100");
      return;
    }
    mode = {RuleMode::Kind::kCanary, *value};
  } else if (const auto index = reader.choice(field, {"enforce", "shadow"})) {
    mode.kind = *index == 0 ? RuleMode::Kind::kEnforce : RuleMode::Kind::kShadow;
  }
}

void load_mask(FieldReader& reader, const Node& node, Rule& rule) {
  const Node mask = reader.field(node, "mask");
  if (!reader.is_object(mask)) return;
  reader.check_keys(mask, {"entities", "style", "restore"});
  if (rule.action != Action::kMask) {
    reader.warn_key(mask, "unused-mask",
                    fmt::format("`mask` has no effect on action {}", to_string(rule.action)));
  }
  const Node entities = reader.field(mask, "entities");
  rule.mask.entities = reader.texts(entities).value_or(std::vector<std::string>{});
  for (const Node& entity : reader.items(entities)) {
    if (!entity.value->is_string()) continue;
    const std::string_view name = entity.value->get_string();
    const bool upper = std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!upper || name.empty()) {
      reader.error(entity, fmt::format("'{}' is not the name of an entity such as EMAIL_ADDRESS",
                                       escape_for_display(name, 40)));
    }
  }
  const auto style =
      reader.choice(reader.field(mask, "style"), {"token", "redact", "hash", "partial"});
  if (style) rule.mask.style = static_cast<MaskStyle>(*style);
  rule.mask.restore = reader.boolean(reader.field(mask, "restore")).value_or(false);
}

void check_frameworks(FieldReader& reader, const Node& node) {
  const Node frameworks = reader.field(node, "frameworks");
  if (!reader.is_object(frameworks)) return;
  for (const Node& framework : reader.fields(frameworks)) reader.texts(framework);
}

void load_action(FieldReader& reader, const Node& node, Rule& rule) {
  const auto index = reader.choice(reader.require(node, "action"),
                                   {"allow", "flag", "mask", "summarize", "safe_mode", "block"});
  if (index) rule.action = static_cast<Action>(*index);
}

void load_words(FieldReader& reader, const Node& node, Rule& rule) {
  rule.description = reader.text(reader.field(node, "description")).value_or("");
  rule.owner = reader.text(reader.field(node, "owner")).value_or("");
  rule.reason = reader.text(reader.field(node, "reason")).value_or("");
  if (rule.reason.empty()) rule.reason = rule.description.empty() ? rule.id : rule.description;
  const Node weaker = reader.field(node, "weaker_than_baseline");
  rule.weaker_than_baseline = reader.text(weaker).value_or("");
  if (weaker && weaker.value->is_string() && rule.weaker_than_baseline.empty()) {
    reader.error(weaker, "must give a reason");
  }
}

std::optional<Rule> load_rule(FieldReader& reader, const Node& node, OnError default_on_error) {
  if (!reader.is_object(node)) return std::nullopt;
  reader.check_keys(
      node, {"id", "description", "when", "action", "owner", "reason", "phase", "applies_to",
             "mode", "on_error", "mask", "frameworks", "tests", "weaker_than_baseline"});
  Rule rule;
  rule.path = node.path;
  rule.position = reader.place(node).value;
  const Node id = reader.require(node, "id");
  rule.id = reader.text(id).value_or("");
  if (id && id.value->is_string() && !is_rule_id(rule.id)) {
    reader.error(id, fmt::format("the id '{}' is not made of a-z, 0-9, `_`, `.` and `-`",
                                 escape_for_display(rule.id, 40)));
  }
  load_condition(reader, node, rule);
  load_action(reader, node, rule);
  load_words(reader, node, rule);
  load_phase(reader, node, rule);
  load_applies_to(reader, node, rule.applies_to);
  load_mode(reader, node, rule.mode);
  const auto on_error = reader.choice(reader.field(node, "on_error"), {"match", "skip"});
  rule.on_error = on_error ? static_cast<OnError>(*on_error) : default_on_error;
  load_mask(reader, node, rule);
  check_frameworks(reader, node);
  const Node tests = reader.field(node, "tests");
  if (reader.is_array(tests)) {
    for (const Node& test : reader.items(tests)) {
      if (auto loaded = load_rule_test(reader, test)) rule.tests.push_back(*std::move(loaded));
    }
  }
  return rule;
}

}  // namespace

void load_rules(FieldReader& reader, const Node& section, PolicyModel& model) {
  const Node rules = reader.field(section, "rules");
  if (!reader.is_array(rules)) return;
  std::unordered_map<std::string, Position> seen;
  for (const Node& node : reader.items(rules)) {
    auto rule = load_rule(reader, node, model.on_error);
    if (!rule) continue;
    const auto [first, is_new] = seen.emplace(rule->id, rule->position);
    if (!is_new && !rule->id.empty()) {
      reader.error(reader.field(node, "id"), fmt::format("the id '{}' is already used in line {}",
                                                         rule->id, first->second.line));
    }
    model.rules.push_back(*std::move(rule));
  }
}

}  // namespace gs::policy
