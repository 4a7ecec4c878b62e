#include "evaluate/card.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>

#include "evaluate/document.h"
#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 12> kFields = {
    "purpose",         "out_of_scope_use", "data_sources",    "evaluation",
    "fairness",        "safety",           "privacy",         "security",
    "human_oversight", "limitations",      "monitoring_plan", "change_log"};

// What fills a field that only people can fill.
constexpr std::string_view kNeedsWords = "words in the file of --about";

// Members of an artifact that are not metrics.
constexpr std::string_view kArtifactMembers[] = {"format",     "area",     "model",    "tool",
                                                 "created_at", "inputs",   "counts",   "intervals",
                                                 "tasks",      "settings", "warnings", "detail"};

bool is_metric(std::string_view name, const json::value& value) {
  return value.is_number() && std::find(std::begin(kArtifactMembers), std::end(kArtifactMembers),
                                        name) == std::end(kArtifactMembers);
}

// Fills one field after the other.
class Filler {
 public:
  explicit Filler(const CardSources& sources) : sources_(sources) {}

  json::value fill(std::string_view field) const {
    json::object filled;
    std::string needs(kNeedsWords);
    const json::value* about = sources_.about.if_contains(field);
    const bool has_words = about != nullptr && !is_empty(*about);
    if (has_words) filled["text"] = *about;
    if (const std::string_view area = area_of(field); !area.empty()) {
      add_area(area, filled);
      needs = "the artifact of governed-speed eval " + std::string(area) + ", or " + needs;
    } else if (field == "security") {
      copy_policy("rules", filled);
      needs = "a policy, or " + needs;
    } else if (field == "human_oversight") {
      copy_policy("approvers", filled);
      needs = "approvers in the policy, or " + needs;
    } else if (field == "monitoring_plan") {
      add_monitoring(filled);
      needs = "a policy with thresholds, or " + needs;
    } else if (field == "change_log") {
      add_changes(filled);
    }
    if (filled.empty()) filled = {{"unknown", true}, {"needs", needs}};
    if (field == "limitations") add_warnings(filled);
    // Words alone stand as they were written.
    if (filled.size() == 1 && has_words) return *about;
    return filled;
  }

 private:
  static bool is_empty(const json::value& value) {
    if (value.is_string()) {
      return std::string_view(value.get_string()).find_first_not_of(" \t\r\n") ==
             std::string_view::npos;
    }
    return value.is_null() || (value.is_array() && value.get_array().empty()) ||
           (value.is_object() && value.get_object().empty());
  }

  static std::string_view area_of(std::string_view field) {
    if (field == "evaluation") return "quality";
    const bool same = field == "fairness" || field == "safety" || field == "privacy";
    return same ? field : std::string_view();
  }

  // Metrics, their intervals and counts, and where they are from.
  void add_area(std::string_view area, json::object& filled) const {
    const auto at = sources_.artifacts.find(area);
    if (at == sources_.artifacts.end()) return add_snapshot(area, filled);
    const json::object& artifact = at->second;
    json::object metrics;
    for (const auto& [name, value] : artifact) {
      if (!is_metric(name, value)) continue;
      json::object metric{{"value", value}};
      for (const auto& [member, shown] :
           {std::pair{"intervals", "interval"}, std::pair{"counts", "counts"}}) {
        const json::value* found = find(artifact, {member, name});
        if (found != nullptr) metric[shown] = *found;
      }
      const json::value* limit = find(sources_.policy, {"thresholds", area, name});
      if (limit != nullptr) metric["limit"] = *limit;
      metrics[name] = std::move(metric);
    }
    if (metrics.empty()) return;
    filled["metrics"] = std::move(metrics);
    for (const std::string_view name : {"tool", "created_at", "inputs", "settings"}) {
      if (const json::value* value = artifact.if_contains(name)) filled[name] = *value;
    }
  }

  // Without an artifact, the figure that the evidence service knows.
  void add_snapshot(std::string_view area, json::object& filled) const {
    const json::value* figures = find(sources_.service, {"snapshot", area});
    if (figures == nullptr || !figures->is_object()) return;
    json::object metrics;
    for (const auto& [name, value] : figures->get_object()) {
      if (value.is_number()) metrics[name] = {{"value", value}};
    }
    if (metrics.empty()) return;
    filled["metrics"] = std::move(metrics);
    filled["source"] = "risk snapshot of the evidence service";
    if (const json::value* time = find(sources_.service, {"snapshot", "timestamp"})) {
      filled["created_at"] = *time;
    }
  }

  void copy_policy(std::string_view name, json::object& filled) const {
    const json::value* value = sources_.policy.if_contains(name);
    if (value != nullptr && !is_empty(*value)) filled[name] = *value;
  }

  void add_monitoring(json::object& filled) const {
    copy_policy("thresholds", filled);
    for (const std::string_view area : {"drift", "latency"}) {
      json::object figures;
      if (sources_.artifacts.contains(area)) add_area(area, figures);
      if (!figures.empty()) filled[area] = std::move(figures);
    }
    const json::value* runtime = find(sources_.service, {"snapshot", "runtime"});
    if (runtime != nullptr && !is_empty(*runtime)) filled["runtime"] = *runtime;
    const json::value* incidents = sources_.service.if_contains("incidents");
    if (incidents != nullptr && !filled.empty()) filled["incidents"] = *incidents;
  }

  void add_changes(json::object& filled) const {
    copy_policy("change", filled);
    const json::value* evidence = sources_.service.if_contains("evidence");
    if (evidence != nullptr && !is_empty(*evidence)) filled["evidence"] = *evidence;
  }

  // Warnings of the artifacts are limits of what is known, but they do not say what the model's
  // limits are: a field that is unknown stays so.
  void add_warnings(json::object& filled) const {
    json::array warnings;
    for (const auto& [area, artifact] : sources_.artifacts) {
      const json::value* list = artifact.if_contains("warnings");
      if (list == nullptr || !list->is_array()) continue;
      for (const json::value& warning : list->get_array()) {
        if (warning.is_string()) {
          warnings.push_back(json::string(area + ": " + std::string(warning.get_string())));
        }
      }
    }
    if (!warnings.empty()) filled["of_the_evaluations"] = std::move(warnings);
  }

  const CardSources& sources_;
};

}  // namespace

std::span<const std::string_view> card_fields() {
  return kFields;
}

Status check_about(const json::object& about, const std::string& file) {
  for (const auto& [name, value] : about) {
    if (std::find(kFields.begin(), kFields.end(), std::string_view(name)) != kFields.end()) {
      continue;
    }
    std::string names;
    for (const std::string_view field : kFields) {
      names += (names.empty() ? "" : ", ") + std::string(field);
    }
    return refuse({file, 0}, name, "is no field of a card; there are " + names);
  }
  return Ok{};
}

json::object make_card(const CardSources& sources) {
  const bool is_model = sources.kind == CardKind::kModel;
  json::object card{
      {"format", is_model ? "governed-speed.model_card/1" : "governed-speed.system_card/1"},
      {is_model ? "model" : "system", sources.subject},
      {"created_at", sources.created_at}};
  json::object policy;
  for (const std::string_view name : {"id", "title", "version", "digest", "eu_ai_act_tier"}) {
    const json::value* value = sources.policy.if_contains(name);
    if (value != nullptr && !text_or_empty(value).empty()) policy[name] = *value;
  }
  if (!policy.empty()) card["policy"] = std::move(policy);
  if (const json::value* tier = find(sources.service, {"snapshot", "eu_ai_act_tier"})) {
    card["eu_ai_act_tier"] = *tier;
  }
  if (const json::value* models = sources.service.if_contains("models"); models && !is_model) {
    card["models"] = *models;
  }
  json::array fields, missing;
  const Filler filler(sources);
  for (const std::string_view field : kFields) {
    json::value value = filler.fill(field);
    fields.push_back(json::string(field));
    const bool unknown = value.is_object() && value.get_object().contains("unknown");
    if (unknown) missing.push_back(json::string(field));
    card[field] = std::move(value);
  }
  card["fields"] = std::move(fields);
  card["missing"] = std::move(missing);
  return card;
}

}  // namespace gs::evaluate
