#include "policy/lint.h"

#include <algorithm>

#include "policy/constant_condition.h"
#include "policy/context_reads.h"
#include "unit/policy/policy_fixture.h"

namespace gs::policy {
namespace {

std::vector<std::string> checks_of(const Issues& issues) {
  std::vector<std::string> checks;
  for (const Issue& issue : issues) checks.push_back(issue.check);
  std::sort(checks.begin(), checks.end());
  checks.erase(std::unique(checks.begin(), checks.end()), checks.end());
  return checks;
}

Issues lint_rule(const std::string& rule) {
  return lint(*compiled(rules_only({rule})));
}

TEST(Lint, EveryCheckFiresOnTheFixture) {
  const std::string text = fixture("lint.yaml");
  auto [policy, issues] = CompiledPolicy::compile(text, {});
  ASSERT_NE(policy, nullptr) << brief(issues);
  for (const Issue& issue : lint(*policy)) issues.push_back(issue);
  EXPECT_EQ(checks_of(issues),
            (std::vector<std::string>{"always-matches", "applies-to-nothing", "context-without-has",
                                      "misspelt-key", "never-matches", "shadowed-rule",
                                      "threshold-no-gate", "unknown-owner", "unknown-threshold",
                                      "unused-list", "unused-mask", "unused-pattern",
                                      "weaker-than-baseline"}))
      << brief(issues);
}

TEST(Lint, TheReferenceAndTheHistoricalPolicyAreClean) {
  EXPECT_EQ(brief(lint(*compiled(
                read_file(std::string(GS_POLICIES) + "/adr-006.embedded-governance.yaml")))),
            "");
  EXPECT_EQ(brief(lint(*compiled(fixture("historical-test.yaml")))), "");
  EXPECT_EQ(brief(lint(*CompiledPolicy::baseline_only({}))), "");
}

TEST(Lint, SaysThatTheBaselineIsOff) {
  EXPECT_EQ(checks_of(lint(*compiled("policy_as_code: { baseline: off }"))),
            std::vector<std::string>{"baseline-off"});
}

TEST(Lint, ContextMustBeReadBehindAGuard) {
  struct Row {
    const char* when;
    std::vector<std::string> paths;
  };
  for (const Row& row : std::vector<Row>{
           {"context.x == 1", {"context.x"}},
           {"context[\"x\"] == 1", {"context.x"}},
           {"has(context.x) and context.x == 1", {}},
           {"context.x == 1 and has(context.x)", {}},
           {"\"x\" in context and context.x == 1", {}},
           {"\"x\" in context and context[\"x\"] == 1", {}},
           {"has(context.x) or context.x == 1", {"context.x"}},
           {"not has(context.x) or context.x == 1", {}},
           {"not (has(context.x) and has(context.y)) or context.y == 1", {}},
           {"not has(context.x) or not has(context.y) or context.y == 1", {}},
           {"has(context.x) ? context.x == 1 : false", {}},
           {"has(context.x) ? true : context.x == 1", {"context.x"}},
           {"has(context.y) and context.x == 1", {"context.x"}},
           {"context.?x.orValue(0) == 1", {}},
           {"context.?x.y.orValue(0) == 1", {}},
           {"has(context.a.b) and context.a.b == 1", {"context.a", "context.a"}},
           {"has(context.a) and has(context.a.b) and context.a.b == 1", {}},
           {"context.a.b == 1", {"context.a"}},
           {"has(context.l) and context.l.exists(x, x == context.m)", {"context.m"}},
           {"size(context) > 0", {}},
           {"[{\"x\": 1}].exists(context, context.x == 1)", {}},
       }) {
    const auto policy =
        compiled(rules_only({std::string("{ id: a, action: flag, when: '") + row.when + "' }"}));
    ASSERT_NE(policy, nullptr) << row.when;
    std::vector<std::string> paths;
    for (const auto& read : unguarded_context_reads(*policy->rules()[0].program)) {
      paths.push_back(read.path);
    }
    if (std::string(row.when).find("context.a.b) and context.a.b") == std::string::npos) {
      EXPECT_EQ(paths, row.paths) << row.when;
    } else {
      EXPECT_EQ(paths.empty(), row.paths.empty()) << row.when;
    }
  }
}

TEST(Lint, UnderlinesTheReadInTheFile) {
  const Issues issues = lint_rule("{ id: a, action: flag, when: 'true and context.tier == 1' }");
  ASSERT_EQ(issues.size(), 2u) << brief(issues);
  EXPECT_EQ(issues[1].severity, Severity::kError);
  EXPECT_EQ(issues[1].position, (Position{4, 46}));
  EXPECT_EQ(issues[1].length, 12u);
  EXPECT_EQ(issues[1].suggestion, "context.?tier.orValue(...)");
}

TEST(Lint, FindsConditionsWithOneOutcome) {
  struct Row {
    const char* when;
    std::optional<bool> constant;
  };
  for (const Row& row : std::vector<Row>{
           {"prompt.jailbreak_score > 0.8", std::nullopt},
           {"prompt.jailbreak_score > 1", false},
           {"prompt.jailbreak_score >= 1", std::nullopt},
           {"1.0 < prompt.jailbreak_score", false},
           {"0.5 > prompt.jailbreak_score", std::nullopt},
           {"prompt.jailbreak_score < 0.0", false},
           {"prompt.jailbreak_score == 2.0", false},
           {"prompt.jailbreak_score > 0.5 and prompt.jailbreak_score < 0.5", false},
           {"prompt.jailbreak_score >= 0.5 and prompt.jailbreak_score <= 0.5", std::nullopt},
           {"prompt.contains_pii and not prompt.contains_pii", false},
           {"prompt.contains_pii == true and prompt.contains_pii == false", false},
           {"prompt.length > 5 and prompt.length <= 5", false},
           {"prompt.length > 500", std::nullopt},
           {"prompt.length >= 5u and prompt.length < 4", false},
           {"false and prompt.contains_pii", false},
           {"prompt.contains_pii or true", true},
           {"1 == 2", false},
           {"prompt.language == \"en\"", std::nullopt},
           {"lawful_basis and prompt.contains_pii", std::nullopt},
       }) {
    const auto policy =
        compiled(rules_only({std::string("{ id: a, action: flag, when: '") + row.when + "' }"}));
    ASSERT_NE(policy, nullptr) << row.when;
    EXPECT_EQ(constant_condition(*policy->rules()[0].program, policy->variables()), row.constant)
        << row.when;
  }
}

TEST(Lint, AReplacementMustNotBeWeakerThanTheBaseline) {
  struct Row {
    const char* rule;
    const char* way;  // empty: not weaker
  };
  for (const Row& row : std::vector<Row>{
           {"{ id: jailbreak_detector, when: prompt.jailbreak_score > 0.8, action: safe_mode }",
            ""},
           {"{ id: jailbreak_detector, when: jailbreak_score > 0.5, action: block }", ""},
           {"{ id: jailbreak_detector, when: prompt.jailbreak_score > 0.9, action: safe_mode }",
            "does not match at jailbreak_score = 0.81"},
           {"{ id: jailbreak_detector, when: prompt.jailbreak_score > 0.8, action: flag }",
            "action flag instead of safe_mode"},
           {"{ id: jailbreak_detector, when: prompt.jailbreak_score > 0.8, action: safe_mode, "
            "mode: shadow }",
            "mode shadow"},
           {"{ id: jailbreak_detector, when: prompt.jailbreak_score > 0.8, action: safe_mode, "
            "on_error: skip }",
            "on_error skip"},
           {"{ id: jailbreak_detector, when: prompt.jailbreak_score > 0.8, action: safe_mode, "
            "applies_to: { models: [a] } }",
            "applies_to leaves callers out"},
           {"{ id: pii_block_prompt, when: contains_pii and not lawful_basis, action: block }", ""},
           {"{ id: pii_block_prompt, when: contains_pii, action: block }", ""},
           {"{ id: pii_block_prompt, when: contains_pii and lawful_basis, action: block }",
            "does not match at contains_pii = true"},
           {"{ id: pii_block_prompt, when: output.contains_pii, action: block }",
            "phase output instead of prompt"},
           {"{ id: jailbreak_detector, when: prompt.jailbreak_score > 0.9, action: safe_mode, "
            "weaker_than_baseline: agreed }",
            ""},
       }) {
    const auto policy = compiled(std::string("policy_as_code: { rules: [") + row.rule + "] }");
    ASSERT_NE(policy, nullptr) << row.rule;
    const Issues issues = lint(*policy);
    if (*row.way == '\0') {
      EXPECT_EQ(brief(issues), "") << row.rule;
    } else {
      ASSERT_EQ(issues.size(), 1u) << row.rule << brief(issues);
      EXPECT_EQ(issues[0].severity, Severity::kError);
      EXPECT_NE(issues[0].message.find(row.way), std::string::npos) << issues[0].message;
    }
  }
}

TEST(Lint, ShadowedRulesNameTheOther) {
  const auto lint_two = [](const char* a, const char* b) {
    Issues issues = lint(*compiled(rules_only({a, b})));
    std::erase_if(issues, [](const Issue& issue) { return issue.check == "baseline-off"; });
    return brief(issues);
  };
  const char* kFlag = "{ id: f, when: contains_pii, action: flag }";
  EXPECT_EQ(lint_two(kFlag, "{ id: b, when: ( contains_pii ), action: block }"),
            "4:7 warning rule f: rule b has the same condition and the stronger action block\n");
  EXPECT_EQ(lint_two(kFlag, "{ id: b, when: contains_pii, action: flag }"),
            "5:7 warning rule b: repeats rule f\n");
  EXPECT_EQ(lint_two(kFlag, "{ id: b, when: contains_pii, action: block, mode: shadow }"), "");
  EXPECT_EQ(lint_two(kFlag, "{ id: b, when: contains_pii, action: block, phase: prompt }"), "");
  EXPECT_EQ(lint_two("{ id: m, when: contains_pii, action: mask }",
                     "{ id: b, when: contains_pii, action: block }"),
            "");
}

}  // namespace
}  // namespace gs::policy
