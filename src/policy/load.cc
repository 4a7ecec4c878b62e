#include "policy/load.h"

#include <fmt/format.h>

#include "policy/field_reader.h"
#include "policy/load_sections.h"

namespace gs::policy {
namespace {

// Sections that are kept and returned as they are; they must at least have some structure.
void check_free_sections(FieldReader& reader, const Node& root) {
  constexpr std::string_view kSections[] = {"frameworks",      "environment", "evidence_artifacts",
                                            "monitoring",      "links",       "sprint_integration",
                                            "maturity_targets"};
  for (const std::string_view name : kSections) {
    const Node section = reader.field(root, name);
    if (!section || section.value->is_object() || section.value->is_array()) continue;
    reader.error(section,
                 fmt::format("must be a mapping or a list, not {}", kind_name(*section.value)));
  }
}

}  // namespace

LoadedModel load_model(const Document& document) {
  LoadedModel loaded;
  FieldReader reader(document, loaded.issues);
  const Node root{&document.root(), {}};
  if (!root.value->is_object()) {
    reader.error(
        root, fmt::format("a policy must be a mapping at its top, not {}", kind_name(*root.value)));
    return loaded;
  }
  loaded.model.tree = root.value->get_object();
  reader.check_keys(
      root, {"meta", "frameworks", "ownership", "environment", "classification", "policy_as_code",
             "thresholds", "ci_cd_gates", "evidence_artifacts", "monitoring", "incident_response",
             "sprint_integration", "maturity_targets", "links"});
  load_governance(reader, root, loaded.model);
  load_policy_as_code(reader, root, loaded.model);
  load_thresholds(reader, root, loaded.model);
  load_gates(reader, root, loaded.model);
  check_free_sections(reader, root);
  return loaded;
}

}  // namespace gs::policy
