#include "policy/decide.h"

#include <boost/json/serialize.hpp>

#include "unit/policy/policy_fixture.h"

namespace gs::policy {
namespace {

using testing::Test;

TEST(Decide, TheBaselineDecidesAsTheHistoricalService) {
  const auto policy = CompiledPolicy::baseline_only({});
  struct Row {
    Phase phase;
    const char* context;
    Action action;
    std::vector<std::string> reasons;
  };
  for (const Row& row : std::vector<Row>{
           {Phase::kPrompt, "{}", Action::kAllow, {}},
           {Phase::kPrompt,
            R"({"contains_pii":true})",
            Action::kBlock,
            {"PII without lawful basis"}},
           {Phase::kPrompt, R"({"contains_pii":true,"lawful_basis":"x"})", Action::kAllow, {}},
           {Phase::kPrompt, R"({"contains_pii":true,"lawful_basis":true})", Action::kAllow, {}},
           {Phase::kPrompt,
            R"({"jailbreak_score":0.9})",
            Action::kSafeMode,
            {"high jailbreak score"}},
           {Phase::kPrompt,
            R"({"jailbreak_score":1})",
            Action::kSafeMode,
            {"high jailbreak score"}},
           {Phase::kPrompt, R"({"jailbreak_score":0.8})", Action::kAllow, {}},
           {Phase::kPrompt,
            R"({"jailbreak_score":0.9,"contains_pii":true})",
            Action::kBlock,
            {"PII without lawful basis", "high jailbreak score"}},
           {Phase::kOutput,
            R"({"verbatim_ratio":0.3})",
            Action::kSummarize,
            {"verbatim over limit"}},
           {Phase::kOutput, R"({"verbatim_ratio":0.2})", Action::kAllow, {}},
           {Phase::kOutput, R"({"contains_pii":true,"jailbreak_score":1})", Action::kAllow, {}},
       }) {
    Case one(*policy);
    one.context(row.context);
    const Decision decision = row.phase == Phase::kPrompt ? one.prompt() : one.output();
    EXPECT_EQ(decision.action, row.action) << row.context;
    EXPECT_EQ(decision.allowed, row.action != Action::kBlock) << row.context;
    EXPECT_EQ(decision.reasons, row.reasons) << row.context;
    EXPECT_EQ(decision.policy_digest, policy->digest());
  }
}

TEST(Decide, TheHistoricalTestFileKeepsTheBaseline) {
  const auto policy = compiled(fixture("historical-test.yaml"));
  const Decision blocked = Case(*policy).context(R"({"contains_pii":true})").prompt();
  EXPECT_EQ(blocked.action, Action::kBlock);
  EXPECT_EQ(blocked.reasons,
            (std::vector<std::string>{"test_pii_block", "PII without lawful basis"}));
  EXPECT_EQ(result_of(blocked, "test_pii_block")->source, RuleSource::kFile);
  EXPECT_EQ(result_of(blocked, "pii_block_prompt")->source, RuleSource::kBaseline);
  // A bare signal name means both phases.
  EXPECT_EQ(Case(*policy).context(R"({"contains_pii":true})").output().action, Action::kBlock);
  EXPECT_EQ(Case(*policy).context(R"({"jailbreak_score":0.9})").prompt().action, Action::kSafeMode);
}

TEST(Decide, ListsReasonsBySeverityThenFileOrder) {
  const auto policy = compiled(rules_only({
      "{ id: a, when: 'true', action: flag, reason: ra }",
      "{ id: b, when: 'true', action: block, reason: rb, phase: prompt }",
      "{ id: c, when: 'true', action: mask, reason: rc }",
      "{ id: d, when: 'true', action: block, reason: rd }",
      "{ id: e, when: 'false', action: block, reason: re }",
      "{ id: f, when: 'true', action: allow, reason: rf }",
  }));
  const Decision decision = Case(*policy).prompt();
  EXPECT_EQ(decision.reasons, (std::vector<std::string>{"rb", "rd", "rc", "ra", "rf"}));
  ASSERT_EQ(decision.rules.size(), 5u);
  EXPECT_EQ(decision.rules[0].id, "a");
  EXPECT_EQ(decision.rules[4].id, "f");
  EXPECT_EQ(Case(*policy).output().reasons, (std::vector<std::string>{"rd", "rc", "ra", "rf"}));
}

TEST(Decide, CombinesEffects) {
  const auto policy = compiled(rules_only({
      "{ id: m1, when: 'true', action: mask, mask: { entities: [US_SSN], style: hash } }",
      "{ id: s, when: 'true', action: safe_mode }",
      "{ id: m2, when: 'true', action: mask, mask: { restore: true } }",
      "{ id: u, when: 'true', action: summarize }",
  }));
  const Decision prompt = Case(*policy).prompt();
  EXPECT_EQ(prompt.action, Action::kSafeMode);
  EXPECT_TRUE(prompt.effects.safe_mode);
  EXPECT_FALSE(prompt.effects.summarize);
  ASSERT_EQ(prompt.effects.masks.size(), 2u);
  EXPECT_EQ(prompt.effects.masks[0].rule_id, "m1");
  EXPECT_EQ(prompt.effects.masks[0].spec.style, MaskStyle::kHash);
  EXPECT_TRUE(prompt.effects.masks[1].spec.restore);
  EXPECT_TRUE(Case(*policy).output().effects.summarize);
}

TEST(Decide, ShadowRulesAreRecordedAndNotActedOn) {
  const auto policy =
      compiled(rules_only({"{ id: s, when: 'true', action: block, mode: shadow }"}));
  const Decision decision = Case(*policy).prompt();
  EXPECT_EQ(decision.action, Action::kAllow);
  EXPECT_TRUE(decision.reasons.empty());
  EXPECT_EQ(result_of(decision, "s")->outcome, Outcome::kMatched);
  EXPECT_FALSE(result_of(decision, "s")->applied);
}

TEST(Decide, CanaryRulesActOnTheirShareOfBuckets) {
  const auto policy =
      compiled(rules_only({"{ id: c, when: 'true', action: block, mode: { canary_percent: 5 } }"}));
  for (const auto& [bucket, applied] :
       std::vector<std::pair<double, bool>>{{0, true}, {4.99, true}, {5, false}, {99.99, false}}) {
    Case one(*policy);
    one.inputs.canary_bucket = bucket;
    const Decision decision = one.prompt();
    EXPECT_EQ(decision.allowed, !applied) << bucket;
    EXPECT_EQ(result_of(decision, "c")->applied, applied) << bucket;
  }
}

TEST(Decide, SafeModeMakesOutputRulesStrict) {
  const std::string rules = rules_only({
      "{ id: c, when: 'output.harm_score > 0.5', action: block, mode: { canary_percent: 0 } }",
      "{ id: k, when: 'context.x == 1', action: flag, on_error: skip }",
      "{ id: s, when: 'true', action: block, mode: shadow }",
  });
  const auto policy = compiled(rules);
  Case one(*policy);
  one.signals(R"({"output.harm_score": 0.6})");
  EXPECT_EQ(one.output().action, Action::kAllow);
  one.inputs.strict = true;
  const Decision strict = one.output();
  EXPECT_EQ(strict.action, Action::kBlock);
  EXPECT_TRUE(result_of(strict, "k")->applied);
  EXPECT_FALSE(result_of(strict, "s")->applied);
  EXPECT_EQ(one.prompt().action, Action::kAllow);  // strictness is for outputs
}

TEST(Decide, AnErrorCountsAsMatchUnlessSkipped) {
  const auto policy = compiled(rules_only({
      "{ id: closed, when: 'context.tier == 1', action: block, reason: tier }",
      "{ id: open, when: 'context.tier == 1', action: block, on_error: skip }",
      "{ id: odd, when: 'context.?flag.orValue(5)', action: flag }",
  }));
  const Decision decision = Case(*policy).context("{}").prompt();
  EXPECT_EQ(decision.action, Action::kBlock);
  const RuleResult* closed = result_of(decision, "closed");
  EXPECT_EQ(closed->outcome, Outcome::kError);
  EXPECT_TRUE(closed->applied);
  EXPECT_NE(closed->error.find("context.tier"), std::string::npos) << closed->error;
  EXPECT_EQ(result_of(decision, "open")->outcome, Outcome::kError);
  EXPECT_FALSE(result_of(decision, "open")->applied);
  EXPECT_EQ(decision.reasons.at(0),
            "tier (rule closed could not be evaluated: " + closed->error + ")");
  EXPECT_EQ(result_of(decision, "odd")->error, "the condition is 5, not a boolean");
  EXPECT_EQ(Case(*policy).context(R"({"tier":2,"flag":false})").prompt().rules.size(), 0u);
}

TEST(Decide, AFailedOrMissingSignalFailsClosedAndCanBeAbsorbed) {
  const auto policy = compiled(rules_only({
      "{ id: score, when: 'prompt.harm_score > 0.5', action: block }",
      "{ id: absorbed, when: 'prompt.harm_score > 0.5 and prompt.contains_pii', action: flag }",
  }));
  Inputs inputs;
  text::Signals signals = neutral_signals(policy->signals());
  inputs.prompt = &signals;
  EXPECT_EQ(decide(*policy, inputs).action, Action::kAllow);
  signals[text::kHarmScore].fault = text::SignalFault::kTimedOut;
  Decision decision = decide(*policy, inputs);
  EXPECT_EQ(decision.action, Action::kBlock);
  EXPECT_EQ(result_of(decision, "absorbed"), nullptr);
  signals[text::kHarmScore] = {};
  EXPECT_EQ(decide(*policy, inputs).action, Action::kBlock);
  signals.resize(1);
  EXPECT_EQ(decide(*policy, inputs).action, Action::kBlock);
}

TEST(Decide, OutputRulesSeeThePromptOfTheirExchange) {
  const auto policy = compiled(rules_only(
      {"{ id: r, when: 'prompt.contains_pii and output.contains_pii', action: block }"}));
  Case one(*policy);
  one.signals(R"({"prompt.contains_pii":true,"output.contains_pii":true})");
  EXPECT_EQ(one.exchange_output().action, Action::kBlock);
  const Decision alone = one.output();
  EXPECT_EQ(alone.action, Action::kAllow);
  EXPECT_EQ(result_of(alone, "r")->outcome, Outcome::kNotEvaluated);
  EXPECT_FALSE(result_of(alone, "r")->applied);
}

TEST(Decide, AppliesToLimitsARuleToItsTenantsModelsAndPaths) {
  const auto policy =
      compiled(rules_only({"{ id: r, when: 'true', action: block, applies_to: "
                           "{ tenants: [acme], models: ['gpt-*'], paths: [/v1/*] } }"}));
  struct Row {
    const char* tenant;
    const char* model;
    const char* path;
    bool blocked;
  };
  for (const Row& row : std::vector<Row>{{"acme", "gpt-4", "/v1/chat", true},
                                         {"acme", "gpt-", "/v1/", true},
                                         {"acme", "llama", "/v1/chat", false},
                                         {"acme2", "gpt-4", "/v1/chat", false},
                                         {"", "gpt-4", "/v1/chat", false},
                                         {"acme", "gpt-4", "/filter/prompt", false}}) {
    Case one(*policy);
    one.request.tenant = row.tenant;
    one.request.model = row.model;
    one.request.path = row.path;
    EXPECT_EQ(one.prompt().allowed, !row.blocked) << row.tenant << row.model << row.path;
  }
  EXPECT_TRUE(decide(*policy, Inputs{}).allowed);
}

TEST(Decide, ConditionsReadRequestContextConstantsAndTime) {
  const std::string base = R"(
thresholds: { drift: { psi: { warn_at: 0.1 } }, availability: { target: "99.5%" } }
policy_as_code:
  baseline: off
  lists: { competitors: [acme, globex] }
  patterns: { order: { regex: "ORD" } }
  rules:
    - { id: r, phase: prompt, action: flag, when: '%' }
)";
  for (const char* condition : {
           "request.model == \"m\" and request.stream and request.max_tokens == 7",
           "\"search\" in request.tools and request.labels.team == \"red\"",
           "request.principal == \"p\" and request.tenant == \"t\" and request.path == \"/x\"",
           "context.n + 1 == 2 and context.d == 1.5 and context.l[1] == \"b\" and context.o.k",
           "context.whole % 2 == 0 and context.nothing == null",
           "\"acme\" in lists.competitors and not (\"x\" in lists.competitors)",
           "thresholds.drift.psi.warn_at == 0.1 and thresholds.availability.target == 0.995",
           "now == timestamp(\"2026-03-01T12:00:00Z\")",
           "lawful_basis",
           "prompt.pattern.order and pattern.order",
           "\"US_SSN\" in pii_types and pii_count == 2 and prompt.language == \"en\"",
           "guard.llama > 0.5",
       }) {
    std::string text = base;
    text.replace(text.find('%', text.find("when")), 1, condition);
    const auto policy = compiled(text, {"llama"});
    ASSERT_NE(policy, nullptr);
    Case one(*policy);
    one.context(R"({"n":1,"d":1.5,"whole":4.0,"l":["a","b"],"o":{"k":true},"nothing":null,)"
                R"("lawful_basis":"consent"})");
    one.signals(R"({"pattern.order":true,"pii_types":["US_SSN"],"pii_count":2,"language":"en",)"
                R"("guard.llama":0.75})");
    one.request = {"m", "/x", "t", "p", {{"team", "red"}}, true, 7, {"search"}};
    const Decision decision = one.prompt();
    const RuleResult* result = result_of(decision, "r");
    ASSERT_NE(result, nullptr) << condition;
    EXPECT_EQ(result->outcome, Outcome::kMatched) << condition << ": " << result->error;
  }
}

TEST(Decide, TimeBeforeTheEpochIsATimeToo) {
  const auto policy = compiled(
      rules_only({"{ id: r, phase: prompt, action: flag, when: 'now < timestamp(0) and now > "
                  "timestamp(\"1969-12-31T23:59:59Z\")' }"}));
  Case one(*policy);
  one.inputs.now = WallTime(std::chrono::nanoseconds(-1));
  EXPECT_EQ(one.prompt().action, Action::kFlag);
}

TEST(Decide, LawfulBasisRemarksComeAfterTheReasons) {
  const auto policy = compiled("classification: { lawful_basis: { allowed: [consent] } }");
  const Decision decision =
      Case(*policy).context(R"({"contains_pii":true,"lawful_basis":"whim"})").prompt();
  EXPECT_EQ(decision.reasons,
            (std::vector<std::string>{"PII without lawful basis",
                                      "lawful basis 'whim' is not allowed by the policy"}));
  EXPECT_FALSE(decision.lawful_basis);
}

TEST(Decide, ReusesTheDecision) {
  const auto policy = CompiledPolicy::baseline_only({});
  text::Signals signals = neutral_signals(policy->signals());
  Inputs inputs;
  inputs.prompt = &signals;
  signals[text::kJailbreakScore].value = 0.9;
  Frame frame;
  Decision decision;
  decide(*policy, inputs, frame, decision);
  EXPECT_TRUE(decision.effects.safe_mode);
  signals[text::kJailbreakScore].value = 0.1;
  decide(*policy, inputs, frame, decision);
  EXPECT_EQ(boost::json::serialize(to_json(decision)),
            boost::json::serialize(to_json(decide(*policy, inputs))));
  EXPECT_FALSE(decision.effects.safe_mode);
}

TEST(Decision, IsWrittenAsJson) {
  const auto policy = compiled(rules_only({
      "{ id: c, when: 'true', action: mask, mode: { canary_percent: 5 }, reason: why }",
      "{ id: e, when: 'context.x', action: flag, mode: shadow }",
  }));
  const auto json = to_json(Case(*policy).prompt());
  EXPECT_EQ(text_of(json.at("phase")), R"("prompt")");
  EXPECT_EQ(text_of(json.at("action")), R"("mask")");
  EXPECT_EQ(text_of(json.at("allowed")), "true");
  EXPECT_EQ(text_of(json.at("reasons").at(0)), R"("why")");
  EXPECT_EQ(text_of(json.at("rules").at(0).at("mode")), R"({"canary_percent":5})");
  EXPECT_EQ(text_of(json.at("rules").at(0).at("source")), R"("file")");
  EXPECT_EQ(text_of(json.at("rules").at(1).at("outcome")), R"("error")");
  EXPECT_EQ(text_of(json.at("rules").at(1).at("mode")), R"("shadow")");
  EXPECT_TRUE(json.at("rules").at(1).as_object().contains("error"));
  EXPECT_EQ(text_of(json.at("policy_digest")), '"' + policy->digest() + '"');
}

TEST(Rule, NamesOfItsParts) {
  for (const char* name : {"allow", "flag", "mask", "summarize", "safe_mode", "block"}) {
    EXPECT_EQ(to_string(*parse_action(name)), name);
  }
  EXPECT_FALSE(parse_action("deny"));
  EXPECT_EQ(to_string(RuleMode{RuleMode::Kind::kCanary, 2.5}), "canary 2.5%");
  EXPECT_EQ(to_string(Phases{true, true}), "both");
  EXPECT_EQ(to_string(Phases{false, true}), "output");
  EXPECT_EQ(to_string(MaskStyle::kRedact), "redact");
  EXPECT_EQ(to_string(Outcome::kNoMatch), "no_match");
}

}  // namespace
}  // namespace gs::policy
