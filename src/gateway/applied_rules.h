// Which rules acted, for answers and traces.
#pragma once

#include <string>
#include <vector>

#include "policy/decision.h"

namespace gs::gateway {

// Ids of the applied rules, in the order of the decision.
inline std::vector<std::string> applied_rules(const policy::Decision& decision) {
  std::vector<std::string> ids;
  for (const policy::RuleResult& rule : decision.rules) {
    if (rule.applied) ids.push_back(rule.id);
  }
  return ids;
}

}  // namespace gs::gateway
