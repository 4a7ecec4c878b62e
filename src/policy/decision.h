// A decision: what the policy says about one prompt or one output, and why.
//
// The answer to the caller, the log line and the evidence are all written from this one value.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "policy/rule.h"

namespace gs::policy {

// kNoMatch appears in no decision; rules that did not match are not listed.
enum class Outcome : uint8_t { kNoMatch, kMatched, kError, kNotEvaluated };
std::string_view to_string(Outcome outcome);  // "matched", "error", "not_evaluated"

// A rule that matched, failed or could not be evaluated.
struct RuleResult {
  std::string id;
  Outcome outcome = Outcome::kMatched;
  Action action = Action::kAllow;
  RuleMode mode;
  bool applied = false;  // took part in the action: enforced (or canary hit), and matched
  RuleSource source = RuleSource::kFile;
  std::string error;  // kError: what failed, "no such key: `context.tier`"
};

// One applied mask rule.
struct MaskEffect {
  std::string rule_id;
  MaskSpec spec;
};

// What the applied rules ask for together. Under block nothing else matters.
struct Effects {
  bool safe_mode = false;
  bool summarize = false;
  std::vector<MaskEffect> masks;  // in file order
};

struct Decision {
  Phase phase = Phase::kPrompt;
  Action action = Action::kAllow;    // the most severe applied one
  bool allowed = true;               // false for block alone
  std::vector<std::string> reasons;  // of applied rules, by severity, then file order; then remarks
  std::vector<RuleResult> rules;     // in file order, baseline rules last
  Effects effects;
  bool lawful_basis = false;  // as the rules saw it
  std::string policy_digest;

  // Back to the state after construction; keeps the memory.
  void clear();
};

// {phase, action, allowed, reasons, rules[{id, outcome, action, mode, applied, source, error?}],
//  lawful_basis, policy_digest}. `mode` is "enforce", "shadow" or {"canary_percent": N}.
boost::json::object to_json(const Decision& decision);
boost::json::object to_json(const RuleResult& result);
void write_json(JsonWriter& out, const RuleResult& result);
boost::json::value to_json(const RuleMode& mode);

}  // namespace gs::policy
