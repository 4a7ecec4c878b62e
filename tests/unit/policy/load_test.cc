#include "policy/load.h"

#include "policy/field_reader.h"
#include "unit/policy/policy_fixture.h"

namespace gs::policy {
namespace {

LoadedModel load(const std::string& text) {
  const ParsedDocument parsed = parse_document(text);
  EXPECT_TRUE(parsed.document) << render(parsed.issues, "policy", text);
  return load_model(*parsed.document);
}

std::string problem(const std::string& text) {
  return brief(load(text).issues);
}

TEST(Load, ReadsTheSections) {
  const LoadedModel loaded = load(R"(
meta: { adr_id: ADR-1, title: T, version: 1.5, change: { author: a, commit: c, reviewed_by: r } }
ownership:
  governance_lead: { name: G }
  teams: { risk: x }
  people: [ann]
classification:
  eu_ai_act: { default: High }
  lawful_basis: { allowed: [consent] }
policy_as_code:
  baseline: off
  on_error: skip
  lists: { names: [a, b] }
  patterns:
    plain: hello
    order: { regex: "ORD-[0-9]+", ignore_case: true }
  safe_mode: { system_message: careful, max_temperature: 0.1, max_tokens: 64, tools: true, strict_output: false }
thresholds:
  quality: { pass_at_5: { target: 0.8, block_below: false } }
  availability: { target: "99.5%" }
  drift: { psi: { warn_at: 0.1, retrain_at: 0.2, block_above: true } }
  safety: { rate: { target_max: 0.1, compare: upper_bound } }
  both: { x: { target_min: 1, target_max: 2 } }
ci_cd_gates:
  pre_merge:
    - { name: g, thresholds: [quality], require_fields: [purpose] }
  pre_prod:
    named: { require_artifact: eval_pack, approvers: [ann] }
incident_response:
  rca_sla_hours: { sev1: 1, sev2: 2.5 }
  regulatory_days: { widespread: 1.5 }
  rollback: { last_known_good: models/x.json }
unknown: { kept: true }
)");
  EXPECT_EQ(brief(loaded.issues), "");
  const PolicyModel& model = loaded.model;
  EXPECT_EQ(model.meta.adr_id, "ADR-1");
  EXPECT_EQ(model.meta.version, "1.5");
  EXPECT_EQ(model.meta.change.reviewed_by, "r");
  EXPECT_EQ(model.owners, (std::vector<std::string>{"governance_lead", "name", "teams", "risk",
                                                    "people", "ann"}));
  EXPECT_EQ(model.classification.eu_ai_act_default, "High");
  EXPECT_EQ(*model.classification.lawful_bases, std::vector<std::string>{"consent"});
  EXPECT_FALSE(model.baseline);
  EXPECT_EQ(model.on_error, OnError::kSkip);
  EXPECT_EQ(model.lists.at(0).items.size(), 2u);
  EXPECT_FALSE(model.patterns.at(0).is_regex);
  EXPECT_TRUE(model.patterns.at(1).is_regex && model.patterns.at(1).ignore_case);
  EXPECT_EQ(model.safe_mode.max_tokens, 64);
  EXPECT_TRUE(model.safe_mode.tools);
  EXPECT_FALSE(model.safe_mode.strict_output);
  ASSERT_EQ(model.thresholds.size(), 5u);
  EXPECT_EQ(model.thresholds[0].name(), "quality.pass_at_5");
  EXPECT_FALSE(model.thresholds[0].minimum_blocks);
  EXPECT_EQ(model.thresholds[1].name(), "availability");
  EXPECT_DOUBLE_EQ(*model.thresholds[1].minimum, 0.995);
  EXPECT_TRUE(model.thresholds[2].retrain_blocks);
  EXPECT_TRUE(model.thresholds[3].compare_upper_bound);
  EXPECT_EQ(model.thresholds[4].minimum_key, "target_min");
  ASSERT_EQ(model.gates.size(), 2u);
  EXPECT_EQ(model.gates[1].name, "named");
  EXPECT_EQ(model.gates[1].require_artifacts, std::vector<std::string>{"eval_pack"});
  EXPECT_EQ(model.incident_response.rca_sla_hours[1], 2.5);
  EXPECT_EQ(model.incident_response.rca_sla_hours[2], 72);
  EXPECT_EQ(model.incident_response.regulatory_days, (std::array<double, 3>{15, 1.5, 10}));
  EXPECT_EQ(model.incident_response.last_known_good, "models/x.json");
  EXPECT_TRUE(model.tree.at("unknown").at("kept").as_bool());
}

TEST(Load, WhatAGateAsksForBesideThresholds) {
  const LoadedModel loaded = load(R"(
ownership:
  governance_lead: { name: Jane, signing_keys: [a, b] }
  security_officer: { signing_keys: c }
  nobody:
ci_cd_gates:
  pre_prod:
    - name: g
      description: what
      owner: governance_lead
      require_updated: risk_register
      approvers: [governance_lead]
      sign_off_covers: [dpia]
      sign_off_max_age_days: 7.5
      canary: { steps_percent: [5, 100] }
    - { name: plain }
)");
  EXPECT_EQ(brief(loaded.issues), "");
  const PolicyModel& model = loaded.model;
  ASSERT_EQ(model.signing_keys.size(), 3u);
  EXPECT_EQ(model.signing_keys[1].role, "governance_lead");
  EXPECT_EQ(model.signing_keys[1].vkey, "b");
  EXPECT_EQ(model.signing_keys[2].role, "security_officer");
  ASSERT_EQ(model.gates.size(), 2u);
  const ReleaseGate& gate = model.gates[0];
  EXPECT_EQ(gate.description, "what");
  EXPECT_EQ(gate.owner, "governance_lead");
  EXPECT_EQ(gate.require_updated, std::vector<std::string>{"risk_register"});
  EXPECT_EQ(gate.sign_off_covers, std::vector<std::string>{"dpia"});
  EXPECT_EQ(gate.sign_off_max_age_days, 7.5);
  EXPECT_TRUE(gate.canary.is_object());
  EXPECT_TRUE(model.gates[1].canary.is_null());
  EXPECT_EQ(model.gates[1].sign_off_max_age_days, 30);
}

TEST(Load, NamesWrongValuesAndTheirPlace) {
  struct Row {
    const char* text;
    const char* issue;
  };
  for (const Row& row : std::vector<Row>{
           {"[1]", "1:1 error a policy must be a mapping at its top, not a list\n"},
           {"meta: 5", "1:7 error must be a mapping, not a number\n"},
           {"meta: { title: 5 }", "1:16 error must be text, not a number; write it in quotes\n"},
           {"monitoring: soon", "1:13 error must be a mapping or a list, not text\n"},
           {"ownership: me", "1:12 error must be a mapping of roles or a list of names\n"},
           {"classification: { eu_ai_act: { default: Hihg } }",
            "1:41 error 'Hihg' is none of Prohibited, High, GPAI, Limited, Minimal\n"},
           {"classification: { lawful_basis: { allowed: [1] } }",
            "1:45 error must be text, not a number; write it in quotes\n"},
           {"policy_as_code: { baseline: maybe }", "1:29 error 'maybe' is none of on, off\n"},
           {"policy_as_code: { lists: { a-b: [x] } }",
            "1:33 error the name 'a-b' cannot be used in a condition; use letters, digits and _\n"},
           {"policy_as_code: { lists: { ab: x } }", "1:32 error must be a list, not text\n"},
           {"policy_as_code: { patterns: { p: { literal: a, regex: b } } }",
            "1:34 error a pattern has either `literal` or `regex`\n"},
           {"policy_as_code: { patterns: { p: '' } }",
            "1:34 error an empty pattern matches everything\n"},
           {"policy_as_code: { patterns: { p: 4 } }",
            "1:34 error must be a mapping, not a number\n"},
           {"policy_as_code: { safe_mode: { max_temperature: 3, max_tokens: 1.5 } }",
            "1:49 error must be between 0 and 2\n"
            "1:64 error must be a whole number from 1 to 1000000000\n"},
           {"policy_as_code: { safe_mode: { tools: maybe } }",
            "1:39 error must be true or false, not text\n"},
           {"thresholds: { quality: { x: 5 } }", "1:29 error must be a mapping, not a number\n"},
           {"thresholds: { quality: { x: { target: high } } }",
            "1:39 error must be a number or a percentage such as \"99.5%\"\n"},
           {"thresholds: { q: { x: { target: 1, target_min: 1 } } }",
            "1:48 error `target` and `target_min` are the same limit; give one\n"},
           {"thresholds: { q: { x: { block_below: true } } }",
            "1:23 error a threshold has target, target_min, target_max, warn_at or retrain_at\n"},
           {"thresholds: { q: { x: { target: 3, target_max: 2 } } }",
            "1:23 error the lower limit is above the upper one\n"},
           {"thresholds: { q: { x: { warn_at: 3, retrain_at: 2 } } }",
            "1:23 error `warn_at` is above `retrain_at`\n"},
           {"ci_cd_gates: { prod: soon }", "1:22 error must be a list of gates\n"},
           {"ci_cd_gates: { prod: [{ owner: x }] }", "1:23 error `name` is missing\n"},
           {"ci_cd_gates: { prod: [{ name: x, sign_off_max_age_days: 0 }] }",
            "1:57 error must be more than 0 days\n"},
           {"incident_response: { rca_sla_hours: { sev1: 0 } }",
            "1:45 error must be more than 0 hours\n"},
           {"incident_response: { regulatory_days: { death: -1 } }",
            "1:48 error must be more than 0 days\n"},
           {"polcy_as_code: {}", "1:1 warning unknown key 'polcy_as_code'\n"},
           {"thresholds: { q: { x: { target: 1, blok_below: true } } }",
            "1:36 warning unknown key 'blok_below'\n"},
       }) {
    EXPECT_EQ(problem(row.text), row.issue) << row.text;
  }
}

TEST(Load, ReadsEveryFieldOfARule) {
  const LoadedModel loaded = load(R"(
policy_as_code:
  rules:
    - id: r.1_a-b
      description: d
      when: |
        contains_pii
          and true
      action: mask
      owner: o
      phase: output
      applies_to: { tenants: [t], models: ["gpt-*"], paths: [/v1/*] }
      mode: { canary_percent: 5 }
      on_error: skip
      mask: { entities: [EMAIL_ADDRESS, US_SSN], style: partial, restore: true }
      frameworks: { nist_ai_rmf: ["MEASURE 2.7"] }
      weaker_than_baseline: because
      tests:
        - { name: n, given: { output: x, context: { a: 1 }, signals: { b: 2 }, request: { model: m } }, expect: mask }
)");
  EXPECT_EQ(brief(loaded.issues), "");
  const Rule& rule = loaded.model.rules.at(0);
  EXPECT_EQ(rule.id, "r.1_a-b");
  EXPECT_EQ(rule.reason, "d");
  EXPECT_EQ(*rule.phases, (Phases{false, true}));
  EXPECT_EQ(*rule.applies_to.models, std::vector<std::string>{"gpt-*"});
  EXPECT_EQ(rule.mode.kind, RuleMode::Kind::kCanary);
  EXPECT_EQ(rule.mode.canary_percent, 5);
  EXPECT_EQ(rule.on_error, OnError::kSkip);
  EXPECT_EQ(rule.mask.entities.size(), 2u);
  EXPECT_EQ(rule.mask.style, MaskStyle::kPartial);
  EXPECT_TRUE(rule.mask.restore);
  EXPECT_EQ(rule.weaker_than_baseline, "because");
  EXPECT_EQ(rule.tests.at(0).expect, Action::kMask);
  EXPECT_EQ(text_of(rule.tests.at(0).given.context), R"({"a":1})");
  EXPECT_EQ(rule.when_position, (Position{7, 9}));
  EXPECT_TRUE(rule.when_is_verbatim);
}

TEST(Load, RefusesWrongRules) {
  struct Row {
    const char* rule;
    const char* issue;
  };
  for (const Row& row : std::vector<Row>{
           {"{ when: 'true', action: block }", "`id` is missing"},
           {"{ id: a, action: block }", "`when` is missing"},
           {"{ id: a, when: '', action: block }", "the condition is empty"},
           {"{ id: a, when: 'true' }", "`action` is missing"},
           {"{ id: A, when: 'true', action: block }",
            "the id 'A' is not made of a-z, 0-9, `_`, `.` and `-`"},
           {"{ id: a, when: 'true', action: deny }",
            "'deny' is none of allow, flag, mask, summarize, safe_mode, block"},
           {"{ id: a, when: 'true', action: flag, phase: input }",
            "'input' is none of prompt, output, both"},
           {"{ id: a, when: 'true', action: flag, mode: dry }", "'dry' is none of enforce, shadow"},
           {"{ id: a, when: 'true', action: flag, mode: { canary_percent: 101 } }",
            "must be between 0 and 100"},
           {"{ id: a, when: 'true', action: flag, mode: { percent: 1 } }",
            "`canary_percent` is missing"},
           {"{ id: a, when: 'true', action: flag, on_error: block }",
            "'block' is none of match, skip"},
           {"{ id: a, when: 'true', action: flag, weaker_than_baseline: '' }",
            "must give a reason"},
           {"{ id: a, when: 'true', action: mask, mask: { entities: [email] } }",
            "'email' is not the name of an entity such as EMAIL_ADDRESS"},
           {"{ id: a, when: 'true', action: flag, tests: [{ expect: flag }] }",
            "`given` is missing"},
           {"{ id: a, when: 'true', action: flag, tests: [{ given: {} }] }", "`expect` is missing"},
           {"{ id: a, when: 'true', action: flag, frameworks: { iso: x } }",
            "must be a list, not text"},
           {"just text", "must be a mapping, not text"},
       }) {
    EXPECT_NE(problem(rules_only({row.rule})).find(std::string("error ") + row.issue + "\n"),
              std::string::npos)
        << row.rule << "\n"
        << problem(rules_only({row.rule}));
  }
}

TEST(Load, RefusesARepeatedIdAndNamesTheFirst) {
  const std::string rule = "{ id: a, when: 'true', action: flag }";
  EXPECT_EQ(problem(rules_only({rule, rule})), "5:13 error the id 'a' is already used in line 4\n");
}

TEST(Load, WarnsOfAMaskWithoutEffect) {
  const Issues issues =
      load(rules_only({"{ id: a, when: 'true', action: flag, mask: { style: hash } }"})).issues;
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].check, "unused-mask");
}

TEST(Load, TakesABooleanAsCondition) {
  EXPECT_EQ(load(rules_only({"{ id: a, when: false, action: flag }"})).model.rules.at(0).when,
            "false");
}

TEST(ParsePercent, TakesNumbersBeforeThePercentSignOnly) {
  EXPECT_DOUBLE_EQ(*parse_percent("99.5%"), 0.995);
  EXPECT_DOUBLE_EQ(*parse_percent("5 %"), 0.05);
  for (const char* text : {"", "%", "99.5", "x%", "1e999%", "5%%"}) {
    EXPECT_FALSE(parse_percent(text)) << text;
  }
}

}  // namespace
}  // namespace gs::policy
