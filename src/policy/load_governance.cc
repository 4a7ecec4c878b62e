// The sections about people and duties: meta, ownership, classification, incident_response.
#include "base/json.h"

#include "base/json_writer.h"

#include "policy/load_sections.h"

namespace gs::policy {
namespace {

namespace json = boost::json;

void load_meta(FieldReader& reader, const Node& root, Meta& meta) {
  const Node section = reader.field(root, "meta");
  if (!reader.is_object(section)) return;
  reader.check_keys(section, {"adr_id", "title", "version", "status", "date", "change"});
  meta.adr_id = reader.text(reader.field(section, "adr_id")).value_or("");
  meta.title = reader.text(reader.field(section, "title")).value_or("");
  // Versions are often written without quotes, as a number.
  const Node version = reader.field(section, "version");
  if (version && version.value->is_number()) {
    meta.version = ecmascript_number(version.value->to_number<double>());
  } else {
    meta.version = reader.text(version).value_or("");
  }
  const Node change = reader.field(section, "change");
  if (!reader.is_object(change)) return;
  reader.check_keys(change, {"author", "commit", "reviewed_by"});
  meta.change.author = reader.text(reader.field(change, "author")).value_or("");
  meta.change.commit = reader.text(reader.field(change, "commit")).value_or("");
  meta.change.reviewed_by = reader.text(reader.field(change, "reviewed_by")).value_or("");
}

// Files name owners in several ways: role -> person, role -> {name, contact}, group -> roles, or
// lists of names. Every key down to the second level and every name listed above that is one.
void collect_owners(const json::value& value, int depth, std::vector<std::string>& owners) {
  if (depth == 0) return;
  if (const json::array* list = value.if_array()) {
    for (const json::value& item : *list) {
      if (const json::string* name = item.if_string()) owners.emplace_back(*name);
    }
  } else if (const json::object* object = value.if_object()) {
    for (const auto& entry : *object) {
      owners.emplace_back(entry.key());
      collect_owners(entry.value(), depth - 1, owners);
    }
  }
}

// ownership.<role>.signing_keys: a key, or a list of them.
void load_signing_keys(FieldReader& reader, const Node& section, std::vector<SigningKey>& keys) {
  for (const auto& entry : section.value->get_object()) {
    const std::string role(entry.key());
    const Node owner{&entry.value(), child_path(section.path, role)};
    if (!entry.value().is_object()) continue;
    const Node node = reader.field(owner, "signing_keys");
    if (!node) continue;
    const Position position = reader.place(node).value;
    if (const json::string* one = node.value->if_string()) {
      keys.push_back({role, std::string(*one), position});
      continue;
    }
    for (std::string& key : reader.texts(node).value_or(std::vector<std::string>{})) {
      keys.push_back({role, std::move(key), position});
    }
  }
}

void load_ownership(FieldReader& reader, const Node& root, PolicyModel& model) {
  const Node section = reader.field(root, "ownership");
  if (!section) return;
  if (!section.value->is_object() && !section.value->is_array()) {
    reader.error(section, "must be a mapping of roles or a list of names");
    return;
  }
  collect_owners(*section.value, 2, model.owners);
  if (section.value->is_object()) load_signing_keys(reader, section, model.signing_keys);
}

void load_classification(FieldReader& reader, const Node& root, Classification& result) {
  const Node section = reader.field(root, "classification");
  if (!reader.is_object(section)) return;
  reader.check_keys(section, {"eu_ai_act", "lawful_basis"});
  const Node eu_ai_act = reader.field(section, "eu_ai_act");
  if (reader.is_object(eu_ai_act)) {
    reader.check_keys(eu_ai_act, {"default", "tiers", "allowed"});
    const Node tier = reader.field(eu_ai_act, "default");
    if (reader.choice(tier, {"Prohibited", "High", "GPAI", "Limited", "Minimal"})) {
      result.eu_ai_act_default = std::string(tier.value->get_string());
    }
  }
  const Node lawful_basis = reader.field(section, "lawful_basis");
  if (reader.is_object(lawful_basis)) {
    reader.check_keys(lawful_basis, {"allowed"});
    result.lawful_bases = reader.texts(reader.field(lawful_basis, "allowed"));
  }
}

// {a: number, b: number, ...}, each above 0; absent ones keep their default.
void load_durations(FieldReader& reader, const Node& node,
                    const std::array<std::string_view, 3>& names, std::string_view problem,
                    std::array<double, 3>& durations) {
  if (!reader.is_object(node)) return;
  reader.check_keys(node, {names[0], names[1], names[2]});
  for (size_t i = 0; i < names.size(); ++i) {
    const Node field = reader.field(node, names[i]);
    const auto value = reader.number(field);
    if (value && *value <= 0) {
      reader.error(field, std::string(problem));
    } else if (value) {
      durations[i] = *value;
    }
  }
}

void load_incident_response(FieldReader& reader, const Node& root, IncidentResponse& result) {
  const Node section = reader.field(root, "incident_response");
  if (!reader.is_object(section)) return;
  reader.check_keys(section, {"rca_sla_hours", "regulatory_days", "rollback"});
  load_durations(reader, reader.field(section, "rca_sla_hours"), {"sev1", "sev2", "sev3"},
                 "must be more than 0 hours", result.rca_sla_hours);
  load_durations(reader, reader.field(section, "regulatory_days"),
                 {"serious", "widespread", "death"}, "must be more than 0 days",
                 result.regulatory_days);
  const Node rollback = reader.field(section, "rollback");
  if (reader.is_object(rollback)) {
    reader.check_keys(rollback, {"last_known_good"});
    result.last_known_good = reader.text(reader.field(rollback, "last_known_good")).value_or("");
  }
}

}  // namespace

void load_governance(FieldReader& reader, const Node& root, PolicyModel& model) {
  load_meta(reader, root, model.meta);
  load_ownership(reader, root, model);
  load_classification(reader, root, model.classification);
  load_incident_response(reader, root, model.incident_response);
}

}  // namespace gs::policy
