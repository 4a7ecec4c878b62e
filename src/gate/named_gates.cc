#include "gate/named_gates.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gate/approvals.h"
#include "gate/canary_plan.h"
#include "gate/model_card.h"

namespace gs::gate {
namespace {

using policy::ReleaseGate;

void violate(NamedGateResult& result, std::string reason) {
  result.outcome = Outcome::kViolation;
  result.reasons.push_back(std::move(reason));
}

void warn(NamedGateResult& result, std::string reason) {
  if (result.outcome != Outcome::kViolation) result.outcome = Outcome::kWarning;
  result.reasons.push_back(std::move(reason));
}

// "*" is every threshold, "quality" those of the area, "quality.pass_at_5" that one.
bool names_metric(std::string_view name, std::string_view metric) {
  return name == "*" || name == metric ||
         (metric.starts_with(name) && metric.substr(name.size()).starts_with('.'));
}

void take_detail(const Detail& detail, NamedGateResult& result) {
  switch (detail.outcome) {
    case Outcome::kPass:
      result.holds.push_back(detail.message);
      break;
    case Outcome::kWarning:
    case Outcome::kRetrain:
      warn(result, detail.message);
      break;
    case Outcome::kViolation:
    case Outcome::kMissing:
    case Outcome::kNotEvaluated:
      violate(result, detail.message);
      break;
  }
}

void check_thresholds(const ReleaseGate& gate, std::span<const Detail> details,
                      NamedGateResult& result) {
  for (const std::string& name : gate.thresholds) {
    bool known = false;
    for (const Detail& detail : details) {
      // Without a limit it is a metric that no threshold reads.
      if (detail.limit.empty() || !names_metric(name, detail.metric)) continue;
      known = true;
      take_detail(detail, result);
    }
    if (!known) violate(result, fmt::format("the policy has no threshold {}", name));
  }
}

void check_card(const ReleaseGate& gate, const ReleaseEvidence& evidence, NamedGateResult& result) {
  if (gate.require_fields.empty()) return;
  if (!evidence.model_card) return violate(result, "there is no model card");
  const auto missing = missing_fields(*evidence.model_card, gate.require_fields);
  if (missing.empty()) {
    result.holds.push_back(
        fmt::format("the model card fills {} fields", gate.require_fields.size()));
  } else {
    violate(result, fmt::format("the model card leaves open: {}", fmt::join(missing, ", ")));
  }
}

void check_artifacts(const ReleaseGate& gate, const ReleaseEvidence& evidence,
                     NamedGateResult& result) {
  for (const std::string& name : gate.require_artifacts) {
    const auto is_it = [&name](const EvidenceFile& file) { return file.name == name; };
    const auto first = std::find_if(evidence.files.begin(), evidence.files.end(), is_it);
    if (first == evidence.files.end()) {
      violate(result, fmt::format("there is no {}", name));
      continue;
    }
    const auto empty =
        std::find_if(first, evidence.files.end(),
                     [&is_it](const EvidenceFile& file) { return is_it(file) && file.bytes == 0; });
    if (empty != evidence.files.end()) {
      violate(result, fmt::format("{} is empty ({})", name, empty->path));
    } else {
      result.holds.push_back(fmt::format("{} is there", name));
    }
  }
}

void check_updated(const ReleaseGate& gate, const ReleaseEvidence& evidence,
                   NamedGateResult& result) {
  for (const std::string& name : gate.require_updated) {
    const auto text = evidence.dated.find(name);
    if (text == evidence.dated.end()) {
      violate(result, fmt::format("there is no {}", name));
      continue;
    }
    const auto time = updated_at(text->second);
    if (!time) {
      violate(result, fmt::format("{}: {}", name, time.error().to_string()));
    } else if (*time > evidence.now) {
      violate(result, fmt::format("{} has a date that has not come", name));
    } else if (!evidence.last_release) {
      warn(result, fmt::format("{} is of {}, and when the last release was is not known", name,
                               to_rfc3339(*time)));
    } else if (*time < *evidence.last_release) {
      violate(result, fmt::format("{} is of {}, before the last release at {}", name,
                                  to_rfc3339(*time), to_rfc3339(*evidence.last_release)));
    } else {
      result.holds.push_back(fmt::format("{} is of {}", name, to_rfc3339(*time)));
    }
  }
}

void check_canary(const ReleaseGate& gate, NamedGateResult& result) {
  if (gate.canary.is_null()) return;
  const auto plan = read_canary_plan(gate.canary);
  if (plan) {
    result.holds.push_back("canary: " + plan->to_text());
  } else {
    violate(result, plan.error().to_string());
  }
}

void check_approvers(const ReleaseGate& gate, const ReleaseEvidence& evidence,
                     NamedGateResult& result) {
  for (const std::string& role : gate.approvers) {
    const Approval approval = approval_of(role, gate, evidence);
    if (approval.signer.empty()) {
      violate(result, approval.problem);
    } else {
      result.holds.push_back(fmt::format("{} has signed ({})", role, approval.signer));
    }
  }
}

}  // namespace

std::string NamedGateResult::message() const {
  if (!reasons.empty()) return fmt::format("{}", fmt::join(reasons, "; "));
  if (holds.empty()) return "asks for nothing";
  return fmt::format("{}", fmt::join(holds, "; "));
}

std::vector<NamedGateResult> check_gates(std::span<const policy::ReleaseGate> gates,
                                         std::string_view stage, std::span<const Detail> details,
                                         const ReleaseEvidence& evidence) {
  std::vector<NamedGateResult> results;
  for (const ReleaseGate& gate : gates) {
    if (gate.stage != stage) continue;
    NamedGateResult result;
    result.gate = &gate;
    check_thresholds(gate, details, result);
    check_card(gate, evidence, result);
    check_artifacts(gate, evidence, result);
    check_updated(gate, evidence, result);
    check_approvers(gate, evidence, result);
    check_canary(gate, result);
    if (result.reasons.empty() && result.holds.empty()) result.outcome = Outcome::kNotEvaluated;
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace gs::gate
