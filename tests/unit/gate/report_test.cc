#include "gate/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/digest.h"
#include "gate/report_junit.h"
#include "gate/report_sarif.h"
#include "gate/submission.h"
#include "policy/program.h"

namespace gs::gate {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;
using Names = std::vector<std::string>;

constexpr char kPolicy[] = R"(
thresholds:
  quality: { pass_at_5: { target: 0.8 } }
  safety: { harmful_rate: { target_max: 0.005 } }
  drift: { psi: { warn_at: 0.1, retrain_at: 0.2 } }
ci_cd_gates:
  pre_merge:
    - { name: limits, owner: ml_lead, description: within limits, thresholds: [quality, safety.harmful_rate] }
    - { name: card, require_fields: [purpose, limitations] }
    - { name: nothing }
  pre_prod:
    - { name: all_limits, thresholds: "*" }
    - { name: files, require_artifact: [eval_pack, dpia] }
    - { name: register, require_updated: [risk_register] }
  prod:
    - { name: unknown_limit, thresholds: [quality.bleu] }
    - { name: staged, canary: { steps_percent: [5, 100], hold_minutes: 10 } }
    - { name: badly_staged, canary: { steps_percent: [5] } }
)";

struct Candidate {
  std::shared_ptr<const policy::CompiledPolicy> policy =
      policy::CompiledPolicy::compile(kPolicy, {}).policy;
  Metrics metrics = {{"quality", {{"pass_at_5", 0.9}}}, {"safety", {{"harmful_rate", 0.001}}}};
  std::vector<ToolWarning> warnings;
  ReleaseEvidence evidence;
  RunFacts facts{.tool_version = "1.2.3",
                 .policy_file = "p|o.yaml",
                 .policy_digest = std::string(64, 'd'),
                 .stage = {},
                 .model = "m1",
                 .strict = false};

  Candidate() {
    evidence.now = *from_rfc3339("2026-03-10T00:00:00Z");
    evidence.files = {{"quality", "a b.json", std::string(64, 'a'), 20}};
  }
  Report report() const { return make_report(policy->model(), metrics, warnings, evidence, facts); }
  Report report(std::string stage) {
    facts.stage = std::move(stage);
    return report();
  }
};

const Check& check_named(const Report& report, std::string_view id) {
  for (const Check& check : report.checks) {
    if (check.id == id) return check;
  }
  ADD_FAILURE() << "no check " << id;
  return report.checks.front();
}

TEST(Report, WithoutAStageTheThresholdsAlone) {
  const Report report = Candidate().report();
  EXPECT_EQ(report.status, Status::kPass);
  EXPECT_EQ(report.checks.size(), 4u);
  EXPECT_EQ(report.not_evaluated, Names{"drift.psi"});
  EXPECT_EQ(check_named(report, "quality.pass_at_5").file, "a b.json");
  EXPECT_EQ(check_named(report, "quality.pass_at_5").position.line, 3u);
}

TEST(Report, EveryNamedGateOfTheStageIsALine) {
  Candidate run;
  const Report report = run.report("pre_merge");
  EXPECT_EQ(report.status, Status::kFail);
  EXPECT_EQ(check_named(report, "pre_merge.limits").outcome, Outcome::kPass);
  EXPECT_EQ(check_named(report, "pre_merge.card").message, "there is no model card");
  EXPECT_EQ(check_named(report, "pre_merge.nothing").outcome, Outcome::kNotEvaluated);
  EXPECT_EQ(report.violations, Names{"pre_merge.card"});
  run.evidence.model_card = json::object{{"purpose", "x"}};
  EXPECT_EQ(check_named(run.report("pre_merge"), "pre_merge.card").message,
            "the model card leaves open: limitations");
  (*run.evidence.model_card)["limitations"] = "y";
  EXPECT_EQ(run.report("pre_merge").status, Status::kPass);
}

TEST(Report, AGateFailsForALimitThatNothingWasGivenFor) {
  Candidate run;
  const Report report = run.report("pre_prod");
  EXPECT_THAT(check_named(report, "pre_prod.all_limits").message,
              HasSubstr("drift.psi was not evaluated"));
  run.metrics["drift"].emplace("psi", 0.15);
  EXPECT_EQ(check_named(run.report("pre_prod"), "pre_prod.all_limits").outcome, Outcome::kWarning);
  EXPECT_EQ(check_named(run.report("prod"), "prod.unknown_limit").message,
            "the policy has no threshold quality.bleu");
}

TEST(Report, ArtifactsMustBeThereAndNotEmpty) {
  Candidate run;
  run.evidence.files.push_back({"eval_pack", "d/eval_pack/x", std::string(64, 'b'), 1});
  run.evidence.files.push_back({"eval_pack", "d/eval_pack/y", std::string(64, 'c'), 0});
  EXPECT_EQ(check_named(run.report("pre_prod"), "pre_prod.files").message,
            "eval_pack is empty (d/eval_pack/y); there is no dpia");
}

TEST(Report, TheRegisterIsNewerThanTheLastRelease) {
  Candidate run;
  const auto outcome = [&run] {
    return check_named(run.report("pre_prod"), "pre_prod.register").outcome;
  };
  EXPECT_EQ(outcome(), Outcome::kViolation);
  run.evidence.dated["risk_register"] = "updated_at: 2026-03-05\n";
  EXPECT_EQ(outcome(), Outcome::kWarning);  // newer than what?
  run.evidence.last_release = time_or_date("2026-03-05");
  EXPECT_EQ(outcome(), Outcome::kPass);
  run.evidence.last_release = time_or_date("2026-03-06");
  EXPECT_EQ(outcome(), Outcome::kViolation);
  run.evidence.dated["risk_register"] = "updated_at: 2026-04-01\n";  // has not come
  EXPECT_EQ(outcome(), Outcome::kViolation);
}

TEST(Report, TheCanaryPlanIsRead) {
  Candidate run;
  EXPECT_EQ(check_named(run.report("prod"), "prod.staged").message,
            "canary: 5%, 100%, 10 minutes each");
  EXPECT_EQ(check_named(run.report("prod"), "prod.badly_staged").outcome, Outcome::kViolation);
}

TEST(Report, ToolsWarningsAreWarnings) {
  Candidate run;
  run.warnings = {{"quality", "a b.json", "ran with limit 100"}};
  const Report report = run.report();
  EXPECT_EQ(report.status, Status::kWarn);
  EXPECT_EQ(report.warnings, Names{"quality"});
}

TEST(Report, StrictLeavesNothingOpen) {
  Candidate run;
  run.facts.strict = true;
  EXPECT_EQ(run.report().violations, Names{"drift.psi"});
  run.metrics["drift"].emplace("psi", 0.05);
  run.metrics["drift"].emplace("own", 3);  // no threshold reads it
  EXPECT_EQ(run.report().status, Status::kPass);
  EXPECT_EQ(run.report().not_evaluated, Names{"drift.own"});
  run.metrics["drift"].at("psi") = 0.15;
  EXPECT_EQ(run.report().violations, Names{"drift.psi"});
}

TEST(Report, WithoutAPolicyNothingIsEvaluated) {
  const Candidate run;
  const auto none = policy::CompiledPolicy::baseline_only({});
  const Report report = make_report(none->model(), run.metrics, {}, run.evidence, {});
  EXPECT_EQ(report.status, Status::kPass);
  EXPECT_EQ(report.not_evaluated, (Names{"quality.pass_at_5", "safety.harmful_rate"}));
}

Report failing() {
  Candidate run;
  run.metrics["quality"].at("pass_at_5") = 0.75;
  run.metrics["safety"].at("harmful_rate") = 0;
  run.metrics["safety"].at("harmful_rate").counts = Counts{0, 100};
  return run.report("pre_merge");
}

TEST(Report, AsTextIsAligned) {
  EXPECT_EQ(
      to_text(failing(), {}),
      "governance gate: fail, stage pre_merge, model m1\n"
      "  violation      quality.pass_at_5    0.75 < target 0.8\n"
      "  warning        safety.harmful_rate  0 <= target_max 0.005, but its 95% upper bound "
      "0.03699 "
      "is not: 765 samples at this rate are needed, there are 100  [0, 0.03699] 95%\n"
      "  not_evaluated  drift.psi            was not evaluated\n"
      "  not_evaluated  drift.psi            was not evaluated\n"
      "  violation      pre_merge.limits     quality.pass_at_5 0.75 < target 0.8; "
      "safety.harmful_rate "
      "0 <= target_max 0.005, but its 95% upper bound 0.03699 is not: 765 samples at this rate are "
      "needed, there are 100\n"
      "  violation      pre_merge.card       there is no model card\n"
      "  not_evaluated  pre_merge.nothing    asks for nothing\n"
      "policy p|o.yaml dddddddddddd\n"
      "input  a b.json aaaaaaaaaaaa\n");
  EXPECT_THAT(to_text(failing(), {.colour = true}), HasSubstr("\x1b[31mfail\x1b[0m"));
  EXPECT_THAT(to_text(failing(), {}), Not(HasSubstr("\x1b")));
}

TEST(Report, NothingOfAFileMovesTheCursor) {
  Candidate run;
  run.warnings = {{"quality", "\x1b[2J", "a\x1b[2Jb"}};
  EXPECT_THAT(to_text(run.report(), {}), Not(HasSubstr("\x1b")));
}

TEST(Report, AsHistoricalJson) {
  EXPECT_EQ(to_historical_json(failing()),
            "{\"violations\": [\"quality.pass_at_5 0.75 < target 0.8\"]}\n");
  EXPECT_EQ(to_historical_json(Candidate().report()), "{\"violations\": []}\n");
}

TEST(Report, AsJson) {
  const json::object object = to_json(failing());
  EXPECT_EQ(object.at("status").as_string(), "fail");
  EXPECT_EQ(object.at("checks").as_array().size(), 7u);
  const json::object& safety = object.at("checks").as_array()[1].as_object();
  EXPECT_EQ(safety.at("metric").as_string(), "safety.harmful_rate");
  EXPECT_NEAR(safety.at("confidence_interval").at("high").as_double(), 0.0369935, 5e-8);
  EXPECT_EQ(safety.at("samples_needed").to_number<int>(), 765);
  EXPECT_EQ(object.at("inputs").as_array()[0].at("sha256").as_string(), std::string(64, 'a'));
}

TEST(Report, AsMarkdownHoldsNoMarkupOfOthers) {
  Candidate run;
  run.warnings = {{"quality", "f", "<img> | @all `x`"}};
  EXPECT_THAT(to_markdown(run.report()), HasSubstr("\\<img\\> \\| \\@all \\`x\\`"));
  EXPECT_THAT(to_markdown(run.report()), HasSubstr("Policy p\\|o.yaml"));
  EXPECT_THAT(to_markdown(failing()),
              HasSubstr("| pre_merge.card | violation | there is no model card |"));
}

TEST(Report, AsSarifHasResultsForWhatDidNotPass) {
  const json::object sarif = to_sarif(failing());
  const json::value& run = sarif.at("runs").as_array()[0];
  EXPECT_EQ(run.at("results").as_array().size(), 4u);
  EXPECT_EQ(run.at("tool").at("driver").at("rules").as_array().size(), 7u);
  const json::value& first = run.at("results").as_array()[0];
  EXPECT_EQ(first.at("ruleId").as_string(), "quality.pass_at_5.target");
  EXPECT_EQ(first.at("level").as_string(), "error");
  const json::value& place = first.at("locations").as_array()[0].at("physicalLocation");
  EXPECT_EQ(place.at("artifactLocation").at("uri").as_string(), "p%7Co.yaml");
  EXPECT_EQ(place.at("region").at("startLine").to_number<int>(), 3);
  EXPECT_EQ(run.at("properties").at("outcomes").at("pre_merge.nothing").as_string(),
            "not_evaluated");
}

TEST(Report, AsJunitEscapes) {
  Candidate run;
  run.warnings = {{"quality", "f", "<&\">\x01"}};
  EXPECT_THAT(to_junit(run.report()), HasSubstr("quality: &lt;&amp;&quot;&gt;?</system-out>"));
  EXPECT_THAT(
      to_junit(failing()),
      HasSubstr(
          "<testsuite name=\"named gates\" tests=\"3\" failures=\"2\" errors=\"0\" skipped=\"1\""));
}

TEST(Submission, IsAnInTotoTestResult) {
  const ledger::Statement statement = test_result(failing());
  EXPECT_EQ(statement.subjects, (std::vector<ledger::Subject>{{"a b.json", std::string(64, 'a')}}));
  EXPECT_EQ(statement.predicate_type, ledger::kTestResultPredicate);
  EXPECT_EQ(json::serialize(statement.predicate),
            R"({"result":"FAILED","configuration":[{"name":"p|o.yaml","digest":{"sha256":")" +
                std::string(64, 'd') +
                R"("}}],"passedTests":[],"warnedTests":["safety.harmful_rate"],)"
                R"("failedTests":["quality.pass_at_5","pre_merge.limits","pre_merge.card"]})");
}

TEST(Submission, MetadataHoldsTheFigures) {
  const json::object metadata = evidence_metadata(failing());
  EXPECT_EQ(metadata.at("status").as_string(), "fail");
  EXPECT_EQ(metadata.at("quality").at("pass_at_5").as_double(), 0.75);
  EXPECT_EQ(metadata.at("stage").as_string(), "pre_merge");
  Candidate run;
  for (int i = 0; i < 1000; ++i) run.metrics["own"].emplace("m" + std::to_string(i), i);
  EXPECT_LT(json::serialize(evidence_metadata(run.report())).size(), 64u * 1024);
}

}  // namespace
}  // namespace gs::gate
