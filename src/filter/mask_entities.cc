#include "filter/mask_entities.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"
#include "detect/entities/entities.h"

namespace gs::filter {

std::vector<std::string> findable_entities() {
  std::vector<std::string> names = {"CANARY", "PROMPT_INJECTION", "REFUSAL", "SYSTEM_PROMPT",
                                    "VERBATIM"};
  for (std::string_view name : detect::entity_types()) names.emplace_back(name);
  return names;
}

Issues unknown_mask_entities(const policy::CompiledPolicy& policy) {
  const std::vector<std::string> known = findable_entities();
  Issues issues;
  for (const policy::CompiledRule& compiled : policy.rules()) {
    const policy::Rule& rule = compiled.rule;
    for (const std::string& entity : rule.mask.entities) {
      if (std::find(known.begin(), known.end(), entity) != known.end()) continue;
      Issue& issue = issues.emplace_back();
      issue.severity = Severity::kWarning;
      issue.position = rule.position;
      issue.message = fmt::format("rule {} masks '{}', which no detector finds", rule.id, entity);
      const std::string meant = nearest(entity, known);
      if (!meant.empty()) issue.suggestion = fmt::format("did you mean '{}'?", meant);
      issue.path = rule.path + ".mask.entities";
      issue.check = "unknown-entity";
    }
  }
  return issues;
}

}  // namespace gs::filter
