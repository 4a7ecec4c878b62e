#include "policy/rule_tests.h"

#include "unit/policy/policy_fixture.h"

namespace gs::policy {
namespace {

constexpr char kPolicy[] = R"(
policy_as_code:
  baseline: off
  rules:
    - id: pii
      when: contains_pii and not lawful_basis
      action: block
      mode: shadow
      tests:
        - { name: hit, given: { prompt: x, context: { contains_pii: true } }, expect: block }
        - { name: wrong, given: { prompt: x, context: { contains_pii: true, lawful_basis: y } }, expect: block }
        - { given: { output: x, signals: { contains_pii: true } }, expect: block }
    - id: out
      when: prompt.harm_score > 0.5 and output.harm_score > 0.5
      action: flag
      tests:
        - { name: wrong phase, given: { prompt: x }, expect: allow }
        - { name: both, given: { prompt: x, output: y, signals: { prompt.harm_score: 0.9, output.harm_score: 0.9 } }, expect: flag }
        - { name: alone, given: { output: y, context: { harm_score: 0.9 } }, expect: allow }
        - { name: unknown, given: { output: y, signals: { hram_score: 0.9 } }, expect: allow }
        - { name: mistyped, given: { output: y, signals: { harm_score: high } }, expect: allow }
    - id: scoped
      when: request.max_tokens > 10 and request.stream and "t" in request.tools and request.labels.a == "b"
      action: flag
      applies_to: { models: [m] }
      tests:
        - { name: in, given: { request: { model: m, max_tokens: 20, stream: true, tools: [t], labels: { a: b } } }, expect: flag }
        - { name: out, given: { request: { model: n, max_tokens: 20, stream: true, tools: [t], labels: { a: b } } }, expect: allow }
    - { id: untested, when: refused, action: flag }
)";

TestReport report_of(const std::string& text, const std::vector<RuleTest>& more = {}) {
  return run_tests(*compiled(text), more, signals_from_given);
}

TEST(RuleTests, RunEachRuleAloneAndSayWhatFailed) {
  const TestReport report = report_of(kPolicy);
  EXPECT_EQ(to_text(report), R"(ok    pii hit
FAIL  pii wrong (line 11): expected block, got allow
ok    pii #3
FAIL  out wrong phase (line 17): the rule is not evaluated in the prompt phase
ok    out both
ok    out alone
FAIL  out unknown (line 20): unknown signal 'hram_score'
FAIL  out mistyped (line 21): the signal 'harm_score' has another type
ok    scoped in
ok    scoped out
10 tests, 4 failed
rule coverage 1/4 (25%), branch coverage 17/30 (57%)
  pii: `contains_pii` never seen false
  out: no test in which it does not match
  out: `prompt.harm_score > 0.5` never seen false
  out: `output.harm_score > 0.5` never seen false
  out: `prompt.harm_score > 0.5 and output.harm_score > 0.5` never seen false
  scoped: no test in which it does not match
)" + to_text(report).substr(to_text(report).find("  scoped: `")));
}

TEST(RuleTests, CoverageCountsBothOutcomesOfEveryBooleanPart) {
  const TestReport report = report_of(rules_only(
      {"{ id: a, when: 'prompt.contains_pii or prompt.length > 5', action: flag, tests: ["
       "{ given: { signals: { contains_pii: true } }, expect: flag },"
       "{ given: { signals: { length: 6 } }, expect: flag },"
       "{ given: { signals: {} }, expect: allow }] }"}));
  EXPECT_EQ(report.failures(), 0);
  EXPECT_EQ(report.rules_covered(), 1);
  EXPECT_EQ(report.branches(), 6);
  EXPECT_EQ(report.branches_covered(), 6) << to_text(report);
}

TEST(RuleTests, TestFilesLookAtTheWholeDecision) {
  const TestFile file = parse_test_file(R"(
tests:
  - name: both
    given: { prompt: x, context: { contains_pii: true, jailbreak_score: 0.9 } }
    expect: block
  - given: { output: x, context: { verbatim_ratio: 0.9 } }
    expect: summarize
  - { name: bad, given: { output: x, signals: { nope: 1 } }, expect: allow }
)");
  EXPECT_EQ(brief(file.issues), "");
  const TestReport report = report_of("meta: {}", file.tests);
  EXPECT_EQ(report.failures(), 1) << to_text(report);
  EXPECT_EQ(report.results[0].actual, Action::kBlock);
  EXPECT_EQ(report.results[1].name, "#2");
  EXPECT_EQ(report.results[2].problem, "unknown signal 'nope'");
  EXPECT_TRUE(report.coverage[0].matched);
  const auto json = to_json(report);
  EXPECT_EQ(text_of(json.at("failed")), "1");
  EXPECT_EQ(text_of(json.at("tests").at(1).at("actual")), R"("summarize")");
  EXPECT_EQ(text_of(json.at("tests").at(2).at("problem")), R"("unknown signal 'nope'")");
  EXPECT_EQ(json.at("coverage").as_array().size(), 3u);
}

TEST(RuleTests, ATestFileMayBeABareListAndMustBeWellFormed) {
  EXPECT_EQ(parse_test_file("- { given: {}, expect: allow }").tests.size(), 1u);
  EXPECT_EQ(brief(parse_test_file("test: []").issues), "1:1 error `tests` is missing\n");
  EXPECT_EQ(brief(parse_test_file("tests: 5").issues), "1:8 error must be a list, not a number\n");
  EXPECT_EQ(brief(parse_test_file("tests: [5]").issues),
            "1:9 error must be a mapping, not a number\n");
  EXPECT_TRUE(has_errors(parse_test_file("a: [").issues));
}

TEST(SignalsFromGiven, ContextRaisesAndNeverLowers) {
  const auto policy = CompiledPolicy::baseline_only({});
  TestGiven given;
  given.context =
      object(R"({"contains_pii":false,"jailbreak_score":2,"harm_score":"high","length":9})");
  const GivenSignals found = signals_from_given(*policy, Phase::kPrompt, given);
  EXPECT_FALSE(std::get<bool>(found.signals[text::kContainsPii].value));
  EXPECT_EQ(std::get<double>(found.signals[text::kJailbreakScore].value), 2);
  EXPECT_EQ(std::get<double>(found.signals[text::kHarmScore].value), 0);
  EXPECT_EQ(std::get<int64_t>(found.signals[text::kLength].value), 0);
}

}  // namespace
}  // namespace gs::policy
