#include "policy/diff.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "policy/document.h"
#include "policy/field_reader.h"

namespace gs::policy {
namespace {

namespace json = boost::json;
using Maybe = std::optional<json::value>;

const json::object& object_at(const json::object& object, std::string_view key) {
  static const json::object kEmpty;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : kEmpty;
}

Maybe value_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return std::nullopt;
  return *value;
}

// 1 and 1.0 are the same number.
bool same(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
  if (a.is_array() && b.is_array()) {
    const auto& left = a.get_array();
    const auto& right = b.get_array();
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
  }
  if (!a.is_object() || !b.is_object()) return a == b;
  const auto& left = a.get_object();
  const auto& right = b.get_object();
  return left.size() == right.size() &&
         std::all_of(left.begin(), left.end(), [&](const auto& entry) {
           const json::value* other = right.if_contains(entry.key());
           return other != nullptr && same(entry.value(), *other);
         });
}

std::vector<std::string> keys_of(const json::object& before, const json::object& after) {
  std::vector<std::string> keys;
  for (const auto& entry : before) keys.emplace_back(entry.key());
  for (const auto& entry : after) {
    if (!before.contains(entry.key())) keys.emplace_back(entry.key());
  }
  return keys;
}

// The fields of two mappings that differ.
std::vector<ValueChange> changed_fields(const json::object& before, const json::object& after,
                                        const std::string& prefix) {
  std::vector<ValueChange> changes;
  for (const std::string& key : keys_of(before, after)) {
    Maybe old_value = value_at(before, key);
    Maybe new_value = value_at(after, key);
    if (old_value && new_value && same(*old_value, *new_value)) continue;
    const std::string path = child_path(prefix, key);
    if (old_value && new_value && old_value->is_object() && new_value->is_object()) {
      auto inner = changed_fields(old_value->get_object(), new_value->get_object(), path);
      changes.insert(changes.end(), inner.begin(), inner.end());
      continue;
    }
    changes.push_back({path, std::move(old_value), std::move(new_value)});
  }
  return changes;
}

using RulesById = std::vector<std::pair<std::string, const json::object*>>;

RulesById rules_of(const json::object& policy) {
  RulesById rules;
  const json::value* list = object_at(policy, "policy_as_code").if_contains("rules");
  if (list == nullptr || !list->is_array()) return rules;
  for (const json::value& rule : list->get_array()) {
    rules.emplace_back(std::string(rule.at("id").as_string()), &rule.as_object());
  }
  return rules;
}

const json::object* find_rule(const RulesById& rules, const std::string& id) {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const auto& rule) { return rule.first == id; });
  return found == rules.end() ? nullptr : found->second;
}

void diff_rules(const json::object& before, const json::object& after, PolicyDiff& diff) {
  const RulesById old_rules = rules_of(before);
  const RulesById new_rules = rules_of(after);
  for (const auto& [id, rule] : old_rules) {
    const json::object* other = find_rule(new_rules, id);
    if (other == nullptr) {
      diff.rules_removed.push_back(id);
      continue;
    }
    auto fields = changed_fields(*rule, *other, {});
    if (!fields.empty()) diff.rules_changed.push_back({id, std::move(fields)});
  }
  for (const auto& [id, rule] : new_rules) {
    if (find_rule(old_rules, id) == nullptr) diff.rules_added.push_back(id);
  }
}

std::optional<double> number_of(const Maybe& value) {
  if (!value) return std::nullopt;
  if (value->is_number()) return value->to_number<double>();
  if (value->is_string()) return parse_percent(value->get_string());
  return std::nullopt;
}

// A higher lower limit and a lower upper limit ask for more; so does a limit that is new.
std::string effect_of(std::string_view limit, std::string_view direction) {
  const bool is_minimum = limit == "target" || limit == "target_min";
  const bool is_maximum = limit == "target_max" || limit == "warn_at" || limit == "retrain_at";
  if (!is_minimum && !is_maximum) return {};
  if (direction == "added") return "tightened";
  if (direction == "removed") return "loosened";
  if (direction == "changed") return {};
  return (direction == "raised") == is_minimum ? "tightened" : "loosened";
}

ThresholdChange threshold_change(const std::string& name, const ValueChange& change) {
  ThresholdChange result{name, change.name, change.before, change.after, "changed", {}};
  const auto before = number_of(change.before);
  const auto after = number_of(change.after);
  if (!change.before) {
    result.direction = "added";
  } else if (!change.after) {
    result.direction = "removed";
  } else if (before && after) {
    result.direction = *after > *before ? "raised" : "lowered";
  }
  result.effect = effect_of(change.name, result.direction);
  if (change.name == "block_below" || change.name == "block_above") {
    const bool blocks_now = change.after && change.after->is_bool() && change.after->get_bool();
    const bool frees_now = change.after && change.after->is_bool() && !change.after->get_bool();
    if (blocks_now) result.effect = "tightened";
    if (frees_now) result.effect = "loosened";
  }
  return result;
}

// Thresholds by name, "quality.pass_at_5" or "availability", with their fields.
std::map<std::string, json::object> thresholds_of(const json::object& policy) {
  std::map<std::string, json::object> thresholds;
  for (const auto& area : object_at(policy, "thresholds")) {
    const std::string name(area.key());
    if (!area.value().is_object()) continue;
    for (const auto& entry : area.value().get_object()) {
      if (entry.value().is_object()) {
        thresholds[name + "." + std::string(entry.key())] = entry.value().get_object();
      } else {
        thresholds[name].emplace(entry.key(), entry.value());
      }
    }
  }
  return thresholds;
}

void diff_thresholds(const json::object& before, const json::object& after, PolicyDiff& diff) {
  const auto old_thresholds = thresholds_of(before);
  const auto new_thresholds = thresholds_of(after);
  std::map<std::string, std::pair<json::object, json::object>> all;
  for (const auto& [name, fields] : old_thresholds) all[name].first = fields;
  for (const auto& [name, fields] : new_thresholds) all[name].second = fields;
  for (const auto& [name, sides] : all) {
    for (const ValueChange& change : changed_fields(sides.first, sides.second, {})) {
      diff.thresholds.push_back(threshold_change(name, change));
    }
  }
}

std::vector<std::string> texts_of(const json::object& lists, const std::string& name) {
  std::vector<std::string> texts;
  const json::value* list = lists.if_contains(name);
  if (list == nullptr || !list->is_array()) return texts;
  for (const json::value& item : list->get_array()) texts.emplace_back(item.as_string());
  std::sort(texts.begin(), texts.end());
  return texts;
}

void diff_lists(const json::object& before, const json::object& after, PolicyDiff& diff) {
  for (const std::string& name : keys_of(before, after)) {
    const auto old_items = texts_of(before, name);
    const auto new_items = texts_of(after, name);
    ListChange change{name, {}, {}};
    std::set_difference(new_items.begin(), new_items.end(), old_items.begin(), old_items.end(),
                        std::back_inserter(change.added));
    std::set_difference(old_items.begin(), old_items.end(), new_items.begin(), new_items.end(),
                        std::back_inserter(change.removed));
    if (!change.added.empty() || !change.removed.empty()) diff.lists.push_back(std::move(change));
  }
}

// A policy without the sections that have a diff of their own.
json::object rest_of(const json::object& policy) {
  json::object rest = policy;
  rest.erase("thresholds");
  json::object section = object_at(policy, "policy_as_code");
  section.erase("rules");
  section.erase("lists");
  section.erase("patterns");
  rest["policy_as_code"] = std::move(section);
  return rest;
}

}  // namespace

bool PolicyDiff::empty() const {
  return rules_added.empty() && rules_removed.empty() && rules_changed.empty() &&
         thresholds.empty() && lists.empty() && patterns.empty() && other.empty();
}

PolicyDiff diff(const json::object& before, const json::object& after) {
  PolicyDiff result;
  const json::object& old_section = object_at(before, "policy_as_code");
  const json::object& new_section = object_at(after, "policy_as_code");
  diff_rules(before, after, result);
  diff_thresholds(before, after, result);
  diff_lists(object_at(old_section, "lists"), object_at(new_section, "lists"), result);
  result.patterns =
      changed_fields(object_at(old_section, "patterns"), object_at(new_section, "patterns"), {});
  result.other = changed_fields(rest_of(before), rest_of(after), {});
  return result;
}

}  // namespace gs::policy
