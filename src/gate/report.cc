#include "gate/report.h"

#include <algorithm>
#include <array>

namespace gs::gate {
namespace {

// The file that was read for an area.
std::string file_of(std::string_view area, const std::vector<EvidenceFile>& files) {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [area](const EvidenceFile& file) { return file.name == area; });
  return found == files.end() ? std::string() : found->path;
}

Position position_of(const std::string& metric, const policy::PolicyModel& policy) {
  for (const policy::Threshold& threshold : policy.thresholds) {
    if (threshold.name() == metric) return threshold.position;
  }
  return {};
}

Check threshold_check(const Detail& detail, const policy::PolicyModel& policy,
                      const std::vector<EvidenceFile>& files) {
  Check check;
  check.id = detail.metric;
  check.outcome = detail.outcome;
  check.message = detail.message;
  check.file = file_of(detail.metric.substr(0, detail.metric.find('.')), files);
  check.position = position_of(detail.metric, policy);
  check.detail = detail;
  return check;
}

Check gate_check(const NamedGateResult& result) {
  Check check;
  check.kind = CheckKind::kGate;
  check.id = result.gate->stage + "." + result.gate->name;
  check.outcome = result.outcome;
  check.message = result.message();
  check.position = result.gate->position;
  check.name = result.gate->name;
  check.description = result.gate->description;
  check.owner = result.gate->owner;
  return check;
}

Check warning_check(const ToolWarning& warning) {
  Check check;
  check.kind = CheckKind::kArtifact;
  check.id = warning.area;
  check.outcome = Outcome::kWarning;
  check.message = warning.area + ": " + warning.text;
  check.file = warning.file;
  return check;
}

bool has_limit(const Check& check) {
  return check.kind != CheckKind::kThreshold || !check.detail.limit.empty();
}

// A metric that no threshold reads stays what it is: nothing was asked of it.
void make_strict(Check& check) {
  const bool open = check.outcome == Outcome::kWarning || check.outcome == Outcome::kRetrain ||
                    check.outcome == Outcome::kNotEvaluated;
  if (open && has_limit(check)) check.outcome = Outcome::kViolation;
}

}  // namespace

std::string_view to_string(CheckKind kind) {
  constexpr std::array<std::string_view, 3> kNames = {"threshold", "gate", "artifact"};
  return kNames[static_cast<size_t>(kind)];
}

Report make_report(const policy::PolicyModel& policy, const Metrics& metrics,
                   std::span<const ToolWarning> warnings, const ReleaseEvidence& evidence,
                   RunFacts facts) {
  Report report;
  report.created_at = to_rfc3339(evidence.now);
  report.inputs = evidence.files;
  report.metrics = metrics;
  const GateReport thresholds = check(policy.thresholds, metrics);
  for (const Detail& detail : thresholds.details) {
    report.checks.push_back(threshold_check(detail, policy, evidence.files));
  }
  for (const ToolWarning& warning : warnings) report.checks.push_back(warning_check(warning));
  for (const NamedGateResult& result :
       check_gates(policy.gates, facts.stage, thresholds.details, evidence)) {
    report.checks.push_back(gate_check(result));
  }
  for (Check& each : report.checks) {
    if (facts.strict) make_strict(each);
    report.count(each.id, each.outcome);
  }
  report.close();
  report.facts = std::move(facts);
  return report;
}

}  // namespace gs::gate
