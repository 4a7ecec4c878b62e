#include "policy/lint.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include "base/nearest.h"
#include "policy/lint_rules.h"

namespace gs::policy {
namespace {

Issue warning(Position position, std::string path, std::string check, std::string message,
              std::string suggestion = {}) {
  Issue issue;
  issue.severity = Severity::kWarning;
  issue.position = position;
  issue.path = std::move(path);
  issue.check = std::move(check);
  issue.message = std::move(message);
  issue.suggestion = std::move(suggestion);
  return issue;
}

// The names of all variables and constants that some condition uses.
std::set<std::string> used_names(const CompiledPolicy& policy) {
  std::set<std::string> names;
  for (const CompiledRule& rule : policy.rules()) {
    for (const cel::Reference& reference : rule.program->types().references) {
      if (reference.kind == cel::Reference::Kind::kVariable) names.insert(reference.variable->name);
    }
  }
  return names;
}

void check_unused(const CompiledPolicy& policy, const std::set<std::string>& used, Issues& issues) {
  for (const NamedList& list : policy.model().lists) {
    if (used.contains("lists." + list.name)) continue;
    issues.push_back(warning(list.position, "policy_as_code.lists." + list.name, "unused-list",
                             fmt::format("no rule reads lists.{}", list.name)));
  }
  for (const Pattern& pattern : policy.model().patterns) {
    const std::string name = "pattern." + pattern.name;
    const bool is_used =
        used.contains(name) || used.contains("prompt." + name) || used.contains("output." + name);
    if (is_used) continue;
    issues.push_back(warning(pattern.position, "policy_as_code.patterns." + pattern.name,
                             "unused-pattern", fmt::format("no rule reads {}", name)));
  }
}

bool names_threshold(const std::string& name, const Threshold& threshold) {
  return name == "*" || name == threshold.area || name == threshold.name();
}

// Thresholds that a gate names, a condition reads or the monitoring section mentions serve a
// purpose.
void check_thresholds(const CompiledPolicy& policy, const std::set<std::string>& used,
                      Issues& issues) {
  const PolicyModel& model = policy.model();
  if (model.gates.empty()) return;
  const auto* monitoring = model.tree.if_contains("monitoring");
  const std::string monitored = monitoring != nullptr ? boost::json::serialize(*monitoring) : "";
  for (const Threshold& threshold : model.thresholds) {
    const std::string name = threshold.name();
    const bool by_gate =
        std::any_of(model.gates.begin(), model.gates.end(), [&](const ReleaseGate& gate) {
          return std::any_of(gate.thresholds.begin(), gate.thresholds.end(),
                             [&](const std::string& n) { return names_threshold(n, threshold); });
        });
    const std::string prefix = "thresholds." + name + ".";
    const auto condition = used.lower_bound(prefix);
    const bool by_rule = condition != used.end() && condition->starts_with(prefix);
    if (by_gate || by_rule || monitored.find('"' + name + '"') != std::string::npos) continue;
    issues.push_back(warning(threshold.position, "thresholds." + name, "threshold-no-gate",
                             fmt::format("no gate of ci_cd_gates reads thresholds.{}", name)));
  }
}

void check_gates(const CompiledPolicy& policy, Issues& issues) {
  const PolicyModel& model = policy.model();
  std::vector<std::string> names;
  for (const Threshold& threshold : model.thresholds) names.push_back(threshold.name());
  for (const ReleaseGate& gate : model.gates) {
    for (const std::string& name : gate.thresholds) {
      const bool known =
          name == "*" || std::any_of(model.thresholds.begin(), model.thresholds.end(),
                                     [&](const Threshold& t) { return names_threshold(name, t); });
      if (known) continue;
      issues.push_back(
          warning(gate.position, "ci_cd_gates." + gate.stage, "unknown-threshold",
                  fmt::format("gate {} names the unknown threshold '{}'", gate.name, name),
                  nearest(name, names)));
    }
  }
}

}  // namespace

Issues lint(const CompiledPolicy& policy) {
  Issues issues;
  lint_rules(policy, issues);
  const std::set<std::string> used = used_names(policy);
  check_unused(policy, used, issues);
  check_thresholds(policy, used, issues);
  check_gates(policy, issues);
  if (!policy.model().baseline) {
    issues.push_back(warning({}, "policy_as_code.baseline", "baseline-off",
                             "the built-in rules are switched off"));
  }
  std::stable_sort(issues.begin(), issues.end(),
                   [](const Issue& a, const Issue& b) { return a.position < b.position; });
  return issues;
}

}  // namespace gs::policy
