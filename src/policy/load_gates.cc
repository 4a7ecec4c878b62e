// ci_cd_gates.<stage>: a list of named gates, or a mapping of name to gate.
#include "policy/load_sections.h"

namespace gs::policy {
namespace {

std::vector<std::string> names(FieldReader& reader, const Node& parent, std::string_view key) {
  const Node node = reader.field(parent, key);
  if (node && node.value->is_string()) return {std::string(node.value->get_string())};
  return reader.texts(node).value_or(std::vector<std::string>{});
}

void load_sign_offs(FieldReader& reader, const Node& node, ReleaseGate& gate) {
  gate.approvers = names(reader, node, "approvers");
  gate.sign_off_covers = names(reader, node, "sign_off_covers");
  const Node age = reader.field(node, "sign_off_max_age_days");
  const auto days = reader.number(age);
  if (days && *days <= 0) {
    reader.error(age, "must be more than 0 days");
  } else if (days) {
    gate.sign_off_max_age_days = *days;
  }
}

void load_gate(FieldReader& reader, const Node& node, ReleaseGate gate, PolicyModel& model) {
  if (!reader.is_object(node)) return;
  reader.check_keys(
      node, {"name", "description", "owner", "thresholds", "require_fields", "require_artifact",
             "require_updated", "approvers", "sign_off_covers", "sign_off_max_age_days", "canary"});
  if (gate.name.empty()) {
    gate.name = reader.text(reader.require(node, "name")).value_or("");
  }
  gate.thresholds = names(reader, node, "thresholds");
  gate.require_fields = names(reader, node, "require_fields");
  gate.require_artifacts = names(reader, node, "require_artifact");
  gate.require_updated = names(reader, node, "require_updated");
  gate.description = reader.text(reader.field(node, "description")).value_or("");
  gate.owner = reader.text(reader.field(node, "owner")).value_or("");
  load_sign_offs(reader, node, gate);
  if (const Node canary = reader.field(node, "canary")) gate.canary = *canary.value;
  gate.position = reader.place(node).value;
  model.gates.push_back(std::move(gate));
}

}  // namespace

void load_gates(FieldReader& reader, const Node& root, PolicyModel& model) {
  const Node section = reader.field(root, "ci_cd_gates");
  if (!reader.is_object(section)) return;
  reader.check_keys(section, {"pre_merge", "pre_prod", "prod"});
  for (const auto& entry : section.value->get_object()) {
    const Node stage{&entry.value(), child_path(section.path, std::string_view(entry.key()))};
    ReleaseGate gate;
    gate.stage = std::string(entry.key());
    if (stage.value->is_array()) {
      for (const Node& node : reader.items(stage)) load_gate(reader, node, gate, model);
    } else if (stage.value->is_object()) {
      for (const auto& named : stage.value->get_object()) {
        gate.name = std::string(named.key());
        load_gate(reader, {&named.value(), child_path(stage.path, gate.name)}, gate, model);
      }
    } else if (!stage.value->is_null()) {
      reader.error(stage, "must be a list of gates");
    }
  }
}

}  // namespace gs::policy
