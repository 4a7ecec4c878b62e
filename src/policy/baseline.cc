#include "policy/baseline.h"

#include <algorithm>
#include <utility>

#include "policy/document.h"
#include "policy/load.h"

namespace gs::policy {

std::string_view baseline_text() {
  return R"json({
  "policy_as_code": {
    "rules": [
      {
        "id": "pii_block_prompt",
        "description": "Personal data in a prompt needs a lawful basis",
        "when": "prompt.contains_pii == true and lawful_basis == false",
        "action": "block",
        "owner": "dpo_privacy_officer",
        "reason": "PII without lawful basis",
        "frameworks": {
          "nist_ai_rmf": ["MEASURE 2.10"],
          "eu_ai_act": ["Art. 10"],
          "iso_42001": ["A.7.2"]
        }
      },
      {
        "id": "jailbreak_detector",
        "description": "Safe mode if the jailbreak score is high",
        "when": "prompt.jailbreak_score > 0.8",
        "action": "safe_mode",
        "owner": "security_officer",
        "reason": "high jailbreak score",
        "frameworks": {
          "nist_ai_rmf": ["MEASURE 2.7"],
          "eu_ai_act": ["Art. 15"],
          "iso_42001": ["A.6.2.6"]
        }
      },
      {
        "id": "copyright_guard",
        "description": "Summarize output that repeats protected text",
        "when": "output.verbatim_ratio > 0.2",
        "action": "summarize",
        "owner": "governance_lead",
        "reason": "verbatim over limit",
        "frameworks": {
          "nist_ai_rmf": ["GOVERN 6.1"],
          "eu_ai_act": ["Art. 53"],
          "iso_42001": ["A.10.3"]
        }
      }
    ]
  }
})json";
}

std::vector<BaselineRule> baseline_rules() {
  // The text above is correct, which a test checks; it is read like any other policy.
  const ParsedDocument parsed = parse_document(std::string(baseline_text()));
  LoadedModel loaded = load_model(*parsed.document);
  const auto& written = loaded.model.tree.at("policy_as_code").at("rules").as_array();
  std::vector<BaselineRule> rules;
  for (size_t i = 0; i < loaded.model.rules.size(); ++i) {
    Rule rule = std::move(loaded.model.rules[i]);
    rule.source = RuleSource::kBaseline;
    rule.position = {};
    rule.when_position = {};
    rule.when_is_verbatim = false;
    rules.push_back({std::move(rule), written[i].as_object()});
  }
  return rules;
}

std::vector<BaselineRule> baseline_for(const PolicyModel& model) {
  if (!model.baseline) return {};
  std::vector<BaselineRule> rules = baseline_rules();
  std::erase_if(rules, [&model](const BaselineRule& baseline) {
    return std::any_of(model.rules.begin(), model.rules.end(),
                       [&](const Rule& rule) { return rule.id == baseline.rule.id; });
  });
  return rules;
}

}  // namespace gs::policy
