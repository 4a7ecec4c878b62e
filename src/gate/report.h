// What one run of the gate came to, as every report tells it: a line for each limit of a threshold,
// for each named gate of the stage, and for each warning of the tools that computed the metrics.
//
//   Report report = make_report(policy, metrics, evidence, options);
//   std::cout << to_text(report, {.colour = true});
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gate/check.h"
#include "gate/named_gates.h"
#include "gate/release_evidence.h"
#include "policy/model.h"

namespace gs::gate {

enum class CheckKind : uint8_t { kThreshold, kGate, kArtifact };
std::string_view to_string(CheckKind kind);  // "threshold", "gate", "artifact"

struct Check {
  CheckKind kind = CheckKind::kThreshold;
  std::string id;  // "quality.pass_at_5", "pre_merge.model_card_complete", "quality"
  Outcome outcome = Outcome::kPass;
  std::string message;
  std::string file;         // that was read for it; empty: none, or several
  Position position;        // in the policy file; line 0: nowhere
  Detail detail;            // kThreshold
  std::string name;         // kGate: as the policy calls it
  std::string description;  // kGate
  std::string owner;        // kGate
};

struct ToolWarning {
  std::string area;
  std::string file;
  std::string text;
};

struct RunFacts {
  std::string tool_version;
  std::string policy_file;  // empty: none, the built-in policy
  std::string policy_digest;
  std::string stage;  // empty: no named gates
  std::string model;  // empty: no artifact names one
  bool strict = false;
};

struct Report : Verdict {
  RunFacts facts;
  std::string created_at;  // RFC 3339
  std::vector<Check> checks;
  std::vector<EvidenceFile> inputs;
  Metrics metrics;
};

// Under `strict` warnings are violations, and so are limits that nothing was given for.
Report make_report(const policy::PolicyModel& policy, const Metrics& metrics,
                   std::span<const ToolWarning> warnings, const ReleaseEvidence& evidence,
                   RunFacts facts);

struct TextStyle {
  bool colour = false;  // SGR escapes
};
std::string to_text(const Report& report, TextStyle style);
// {status, stage, strict, model, violations[], warnings[], not_evaluated[], checks[{kind, id,
// outcome, message, ...}], policy_file, policy_digest, inputs[{name, file, sha256, bytes}], tool{},
// created_at}.
boost::json::object to_json(const Report& report);
std::string to_markdown(const Report& report);
// {"violations": ["quality.pass_at_5 0.75 < target 0.82"]} as the first gate, a Python script,
// wrote it: the messages of the thresholds alone, ", " and ": " between, a line feed at the end.
std::string to_historical_json(const Report& report);

}  // namespace gs::gate
