// The two written forms of a PolicyDiff (diff.h).
#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include "policy/diff.h"

#include "base/json_writer.h"

namespace gs::policy {
namespace {

namespace json = boost::json;
using Maybe = std::optional<json::value>;

std::string shown(const Maybe& value) {
  return value ? to_json_text(*value) : "nothing";
}

json::array texts(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& text : list) array.emplace_back(text);
  return array;
}

void put(json::object& object, std::string_view key, const Maybe& value) {
  if (value) object[key] = *value;
}

json::object change_json(std::string_view name_key, const ValueChange& change) {
  json::object object{{name_key, change.name}};
  put(object, "before", change.before);
  put(object, "after", change.after);
  return object;
}

json::array changes_json(std::string_view name_key, const std::vector<ValueChange>& changes) {
  json::array array;
  for (const ValueChange& change : changes) array.emplace_back(change_json(name_key, change));
  return array;
}

void write_rules(const PolicyDiff& diff, std::string& out) {
  for (const std::string& id : diff.rules_added) out += fmt::format("rule added: {}\n", id);
  for (const std::string& id : diff.rules_removed) out += fmt::format("rule removed: {}\n", id);
  for (const RuleChange& rule : diff.rules_changed) {
    out += fmt::format("rule changed: {}\n", rule.id);
    for (const ValueChange& field : rule.fields) {
      out += fmt::format("  {}: {} -> {}\n", field.name, shown(field.before), shown(field.after));
    }
  }
}

}  // namespace

std::string to_text(const PolicyDiff& diff) {
  if (diff.empty()) return "no difference\n";
  std::string out;
  write_rules(diff, out);
  for (const ThresholdChange& change : diff.thresholds) {
    out += fmt::format("threshold {}: {}.{} {} -> {}{}\n", change.direction, change.name,
                       change.limit, shown(change.before), shown(change.after),
                       change.effect.empty() ? "" : " (" + change.effect + ")");
  }
  for (const ListChange& change : diff.lists) {
    for (const auto& item : change.added) out += fmt::format("list {}: + {}\n", change.name, item);
    for (const auto& item : change.removed) {
      out += fmt::format("list {}: - {}\n", change.name, item);
    }
  }
  for (const ValueChange& change : diff.patterns) {
    out += fmt::format("pattern {}: {} -> {}\n", change.name, shown(change.before),
                       shown(change.after));
  }
  for (const ValueChange& change : diff.other) {
    out += fmt::format("{}: {} -> {}\n", change.name, shown(change.before), shown(change.after));
  }
  return out;
}

json::object to_json(const PolicyDiff& diff) {
  json::array rules;
  for (const RuleChange& rule : diff.rules_changed) {
    rules.emplace_back(
        json::object{{"id", rule.id}, {"fields", changes_json("field", rule.fields)}});
  }
  json::array thresholds;
  for (const ThresholdChange& change : diff.thresholds) {
    json::object object{
        {"name", change.name}, {"limit", change.limit}, {"direction", change.direction}};
    put(object, "before", change.before);
    put(object, "after", change.after);
    if (!change.effect.empty()) object["effect"] = change.effect;
    thresholds.emplace_back(std::move(object));
  }
  json::array lists;
  for (const ListChange& change : diff.lists) {
    lists.emplace_back(json::object{
        {"name", change.name}, {"added", texts(change.added)}, {"removed", texts(change.removed)}});
  }
  return {{"rules_added", texts(diff.rules_added)},
          {"rules_removed", texts(diff.rules_removed)},
          {"rules_changed", std::move(rules)},
          {"thresholds", std::move(thresholds)},
          {"lists", std::move(lists)},
          {"patterns", changes_json("name", diff.patterns)},
          {"other", changes_json("path", diff.other)}};
}

}  // namespace gs::policy
