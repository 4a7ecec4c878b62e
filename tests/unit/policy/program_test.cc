#include "policy/program.h"

#include <boost/json/serialize.hpp>

#include "base/digest.h"
#include "policy/baseline.h"
#include "unit/policy/policy_fixture.h"

namespace gs::policy {
namespace {

TEST(Compile, DerivesThePhaseFromTheVariables) {
  struct Row {
    const char* when;
    const char* action;
    const char* phase;
  };
  for (const Row& row : std::vector<Row>{
           {"prompt.contains_pii", "block", "prompt"},
           {"output.contains_pii", "block", "output"},
           {"prompt.contains_pii and output.contains_pii", "block", "output"},
           {"contains_pii", "block", "both"},
           {"jailbreak_score > 0.5", "block", "prompt"},
           {"verbatim_ratio > 0.5", "block", "output"},
           {"contains_pii and jailbreak_score > 0.5", "flag", "prompt"},
           {"has(context.x)", "block", "both"},
           {"has(context.x)", "safe_mode", "prompt"},
           {"has(context.x)", "summarize", "output"},
       }) {
    const std::string rule =
        std::string("{ id: a, when: '") + row.when + "', action: " + row.action + " }";
    const auto policy = compiled(rules_only({rule}));
    ASSERT_NE(policy, nullptr) << row.when;
    EXPECT_EQ(to_string(policy->rules()[0].phases), row.phase) << row.when;
  }
}

TEST(Compile, RefusesWhatCannotActOrBeReadInThePhase) {
  struct Row {
    const char* rule;
    const char* message;
  };
  for (const Row& row : std::vector<Row>{
           {"{ id: a, when: contains_pii, action: safe_mode }",
            "action safe_mode cannot act in the output phase, in which this rule is evaluated"},
           {"{ id: a, when: contains_pii, action: summarize }",
            "action summarize cannot act in the prompt phase, in which this rule is evaluated"},
           {"{ id: a, when: prompt.contains_pii, action: summarize }",
            "action summarize cannot act in the prompt phase, in which this rule is evaluated"},
           {"{ id: a, when: output.contains_pii, action: safe_mode }",
            "action safe_mode cannot act in the output phase, in which this rule is evaluated"},
           {"{ id: a, when: output.contains_pii, action: flag, phase: prompt }",
            "`output.contains_pii` does not exist in the prompt phase"},
           {"{ id: a, when: output.contains_pii, action: flag, phase: both }",
            "`output.contains_pii` does not exist in the prompt phase"},
           {"{ id: a, when: jailbreak_score > 0.1, action: flag, phase: output }",
            "`jailbreak_score` does not exist in the output phase"},
           {"{ id: a, when: refused, action: flag, phase: both }",
            "`refused` does not exist in the prompt phase"},
           {"{ id: a, when: refused and jailbreak_score > 0.1, action: flag }",
            "the condition reads signals that exist in no common phase; name them as"},
           {"{ id: a, when: prompt.length + 1, action: flag }",
            "the condition is of type int, not bool"},
       }) {
    EXPECT_NE(brief(issues_of(rules_only({row.rule}))).find(row.message), std::string::npos)
        << row.rule << "\n"
        << brief(issues_of(rules_only({row.rule})));
  }
}

TEST(Compile, PlacesExpressionErrorsInTheFile) {
  const char* kWhens[] = {"when: prompt.jailbrake_score > 0.8",
                          "when: 'prompt.jailbrake_score > 0.8'",
                          "when: |\n        prompt.jailbrake_score > 0.8",
                          "when: >\n        prompt.jailbrake_score > 0.8"};
  const Position kPlaces[] = {{5, 13}, {5, 14}, {6, 9}, {5, 13}};
  for (size_t i = 0; i < 4; ++i) {
    const std::string text =
        std::string("policy_as_code:\n  rules:\n    - id: a\n      action: flag\n      ") +
        kWhens[i] + "\n";
    const Issues issues = issues_of(text);
    ASSERT_EQ(issues.size(), 1u) << brief(issues);
    EXPECT_EQ(issues[0].position, kPlaces[i]) << text << brief(issues);
    EXPECT_EQ(issues[0].path, "policy_as_code.rules[0].when");
    EXPECT_NE(issues[0].suggestion.find("prompt.jailbreak_score"), std::string::npos)
        << issues[0].suggestion;
  }
}

TEST(Compile, CollectsEveryProblemOfABrokenFile) {
  const std::string text = fixture("broken-rules.yaml");
  const auto result = CompiledPolicy::compile(text, {});
  EXPECT_EQ(result.policy, nullptr);
  EXPECT_EQ(render(result.issues, "broken-rules.yaml", text), fixture("broken-rules.golden"));
}

TEST(Compile, RefusesAnEmptyFile) {
  EXPECT_EQ(brief(issues_of("")), "1:1 error the file is empty\n");
}

TEST(Compile, RefusesGuardNamesThatNoConditionCanSay) {
  const auto result = CompiledPolicy::compile("meta: {}", {{"llama-guard"}});
  EXPECT_EQ(result.policy, nullptr);
  EXPECT_EQ(brief(result.issues),
            "0:0 error the guard name 'llama-guard' cannot be used in a condition\n");
}

TEST(Compile, TellsWhichSignalsEachTextNeeds) {
  const auto policy = compiled(rules_only({
      "{ id: a, when: 'prompt.jailbreak_score > 0.5 and output.refused', action: flag }",
      "{ id: b, when: contains_secret, action: mask }",
      "{ id: c, when: length > 5, action: flag, phase: output }",
  }));
  const auto list = [](std::span<const text::SignalNumber> numbers) {
    return std::vector<text::SignalNumber>(numbers.begin(), numbers.end());
  };
  EXPECT_EQ(list(policy->signals_read(Phase::kPrompt)),
            (std::vector<text::SignalNumber>{text::kContainsSecret, text::kJailbreakScore}));
  EXPECT_EQ(
      list(policy->signals_read(Phase::kOutput)),
      (std::vector<text::SignalNumber>{text::kContainsSecret, text::kRefused, text::kLength}));
  EXPECT_TRUE(policy->can(Action::kMask, Phase::kPrompt));
  EXPECT_FALSE(policy->can(Action::kSummarize, Phase::kOutput));
}

TEST(Compile, PatternsAndGuardsAreSignalsBehindTheBuiltInOnes) {
  const auto policy = compiled("policy_as_code: { patterns: { order: ORD } }", {"llama"});
  ASSERT_EQ(policy->signals().size(), text::kBuiltinSignalCount + 2u);
  EXPECT_EQ(policy->signals()[text::kBuiltinSignalCount].name, "pattern.order");
  EXPECT_EQ(policy->signals().back().name, "guard.llama");
  EXPECT_EQ(policy->variables().find_signal("guard.llama"), text::kBuiltinSignalCount + 1u);
  EXPECT_FALSE(policy->variables().find_signal("guard.other"));
  EXPECT_EQ(policy->patterns()[0].text, "ORD");
}

TEST(Baseline, CompilesAndIsMergedUnlessReplacedOrOff) {
  EXPECT_EQ(baseline_rules().size(), 3u);
  EXPECT_EQ(CompiledPolicy::baseline_only({})->rules().size(), 3u);
  EXPECT_EQ(compiled("meta: {}")->rules().size(), 3u);
  EXPECT_EQ(compiled("policy_as_code: { baseline: off }")->rules().size(), 0u);
  EXPECT_EQ(compiled("policy_as_code: { baseline: false }")->rules().size(), 0u);
  const auto replaced = compiled(
      "policy_as_code: { rules: [{ id: copyright_guard, when: verbatim_ratio > 0.1, "
      "action: summarize, weaker_than_baseline: test }] }");
  ASSERT_EQ(replaced->rules().size(), 3u);
  EXPECT_EQ(replaced->rules()[0].rule.source, RuleSource::kFile);
  EXPECT_EQ(replaced->rules()[1].rule.id, "pii_block_prompt");
  EXPECT_EQ(replaced->weakened_baseline_rules(), std::vector<std::string>{"copyright_guard"});
}

TEST(Effective, HoldsTheFileAndTheBaselineWithSources) {
  const auto policy = compiled(
      "extra: { deep: [1, 2.50] }\npolicy_as_code:\n  rules:\n"
      "    - { id: z, when: contains_pii, action: flag }\n");
  const auto& rules = policy->effective().at("policy_as_code").at("rules").as_array();
  ASSERT_EQ(rules.size(), 4u);
  EXPECT_EQ(text_of(rules[0].at("source")), "\"file\"");
  EXPECT_EQ(text_of(rules[1].at("source")), "\"baseline\"");
  EXPECT_EQ(text_of(policy->effective().at("extra")), R"({"deep":[1,2.5]})");
  EXPECT_EQ(policy->digest(), sha256_hex(policy->canonical()));
  EXPECT_EQ(policy->digest().size(), 64u);
  EXPECT_TRUE(policy->canonical().starts_with(R"({"extra":{"deep":[1,2.5]},"policy_as_code":)"));
}

TEST(Effective, DigestDependsOnMeaningNotOnLayout) {
  const std::string a =
      "meta: { title: x, version: '1' }\nthresholds: { q: { m: { target: 0.80 } } }\n";
  const std::string b =
      "# comment\nthresholds:\n  q:\n    m:\n      target: 8.0e-1\nmeta:\n  version: \"1\"\n  "
      "title: 'x'\n";
  const std::string c =
      "meta: { title: x, version: '1' }\nthresholds: { q: { m: { target: 0.81 } } }\n";
  EXPECT_EQ(compiled(a)->digest(), compiled(b)->digest());
  EXPECT_NE(compiled(a)->digest(), compiled(c)->digest());
}

TEST(ReferencePolicy, CompilesWithoutIssuesAndEqualsItsJsonTwin) {
  const std::string folder = GS_POLICIES;
  const std::string yaml = read_file(folder + "/adr-006.embedded-governance.yaml");
  const std::string json = read_file(folder + "/adr-006.embedded-governance.json");
  EXPECT_EQ(brief(issues_of(yaml)), "");
  EXPECT_EQ(brief(issues_of(json)), "");
  EXPECT_EQ(compiled(yaml)->canonical(), compiled(json)->canonical());
  EXPECT_EQ(compiled(yaml)->digest(), compiled(json)->digest());
}

}  // namespace
}  // namespace gs::policy
