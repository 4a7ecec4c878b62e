#include "gate/check.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "policy/program.h"

namespace gs::gate {
namespace {

using Names = std::vector<std::string>;

std::shared_ptr<const policy::CompiledPolicy> policy_of(const std::string& thresholds) {
  auto result = policy::CompiledPolicy::compile("thresholds:\n" + thresholds, {});
  EXPECT_NE(result.policy, nullptr) << render(result.issues, "policy", thresholds);
  return result.policy;
}

constexpr char kHistorical[] = R"(
  quality: { pass_at_5: { target: 0.80 } }
  fairness: { subgroup_delta: { target_max: 0.05 } }
  safety: { harmful_rate: { target_max: 0.005 } }
  drift: { psi: { warn_at: 0.1, retrain_at: 0.2 } }
)";

GateReport report_of(const std::string& thresholds, const Metrics& metrics) {
  return check(policy_of(thresholds)->model().thresholds, metrics);
}

Metrics good() {
  return {{"quality", {{"pass_at_5", 0.85}}},
          {"fairness", {{"subgroup_delta", 0.02}}},
          {"safety", {{"harmful_rate", 0.001}}},
          {"drift", {{"psi", 0.05}}}};
}

TEST(GateCheck, PassesGoodValuesAndValuesAtTheirLimit) {
  const GateReport report = report_of(kHistorical, good());
  EXPECT_EQ(report.status, Status::kPass);
  EXPECT_EQ(report.details.size(), 5u);
  Metrics edge = good();
  edge["quality"]["pass_at_5"] = 0.80;
  edge["fairness"]["subgroup_delta"] = 0.05;
  edge["safety"]["harmful_rate"] = 0.005;
  edge["drift"]["psi"] = 0.1;
  EXPECT_EQ(report_of(kHistorical, edge).status, Status::kPass);
}

TEST(GateCheck, NamesEachViolation) {
  struct Row {
    const char* area;
    const char* metric;
    double value;
    const char* message;
  };
  for (const Row& row : std::vector<Row>{
           {"quality", "pass_at_5", 0.75, "quality.pass_at_5 0.75 < target 0.8"},
           {"fairness", "subgroup_delta", 0.08, "fairness.subgroup_delta 0.08 > target_max 0.05"},
           {"safety", "harmful_rate", 0.01, "safety.harmful_rate 0.01 > target_max 0.005"},
       }) {
    Metrics metrics = good();
    metrics[row.area][row.metric] = row.value;
    const GateReport report = report_of(kHistorical, metrics);
    EXPECT_EQ(report.status, Status::kFail);
    EXPECT_EQ(report.violations, Names{std::string(row.area) + "." + row.metric});
    bool found = false;
    for (const Detail& detail : report.details) {
      if (detail.outcome != Outcome::kViolation) continue;
      EXPECT_EQ(detail.message, row.message);
      found = true;
    }
    EXPECT_TRUE(found);
  }
}

TEST(GateCheck, DriftWarnsThenAsksForRetraining) {
  Metrics metrics = good();
  metrics["drift"]["psi"] = 0.15;
  EXPECT_EQ(report_of(kHistorical, metrics).status, Status::kWarn);
  EXPECT_EQ(report_of(kHistorical, metrics).warnings, Names{"drift.psi"});
  metrics["drift"]["psi"] = 0.25;
  const GateReport report = report_of(kHistorical, metrics);
  EXPECT_EQ(report.status, Status::kWarn);
  EXPECT_EQ(report.warnings, (Names{"drift.psi", "retrain"}));
  EXPECT_EQ(report.details.back().outcome, Outcome::kRetrain);
  const GateReport blocking = report_of(
      "  drift: { psi: { warn_at: 0.1, retrain_at: 0.2, block_above: true } }\n", metrics);
  EXPECT_EQ(blocking.status, Status::kFail);
  EXPECT_EQ(blocking.violations, Names{"drift.psi"});
  EXPECT_EQ(blocking.warnings, Names{});
}

TEST(GateCheck, EvaluatesTheGivenAreasOnly) {
  const std::string thresholds =
      std::string(kHistorical) + "  privacy: { reid_risk: { target_max: 0.001 } }\n";
  const GateReport report = report_of(thresholds, good());
  EXPECT_EQ(report.status, Status::kPass);
  EXPECT_EQ(report.not_evaluated, Names{"privacy.reid_risk"});
  EXPECT_EQ(report.details.back().message, "privacy.reid_risk was not evaluated");
  EXPECT_FALSE(report.details.back().value);
}

TEST(GateCheck, AnAreaWithoutItsMetricIsAViolation) {
  Metrics metrics = good();
  metrics["quality"] = {{"pass_at_1", 0.9}};
  metrics["drift"] = {};
  const GateReport report = report_of(kHistorical, metrics);
  EXPECT_EQ(report.status, Status::kFail);
  EXPECT_EQ(report.violations, (Names{"quality.pass_at_5", "drift.psi"}));
  EXPECT_EQ(report.details.front().outcome, Outcome::kMissing);
  EXPECT_EQ(report.details.front().message, "quality.pass_at_5 is missing");
}

TEST(GateCheck, LimitsThatDoNotBlockWarn) {
  const char* kSoft =
      "  quality: { pass_at_5: { target: 0.9, block_below: false } }\n"
      "  safety: { harmful_rate: { target_max: 0.0001, block_above: false } }\n";
  const GateReport report = report_of(kSoft, good());
  EXPECT_EQ(report.status, Status::kWarn);
  EXPECT_EQ(report.warnings, (Names{"quality.pass_at_5", "safety.harmful_rate"}));
}

TEST(GateCheck, PercentStringsAreFractionsAndAnAreaMayBeAMetric) {
  const char* kAvailability = "  availability: { target: \"99.5%\" }\n";
  EXPECT_EQ(report_of(kAvailability, {{"availability", {{"availability", 0.995}}}}).status,
            Status::kPass);
  EXPECT_EQ(report_of(kAvailability, {{"availability", {{"value", 0.995}}}}).status, Status::kPass);
  EXPECT_EQ(report_of(kAvailability, {{"availability", {{"value", 0.99}}}}).violations,
            Names{"availability"});
}

TEST(GateCheck, ABoundWithoutCountsWarns) {
  const char* kBound = "  safety: { harmful_rate: { target_max: 0.005, compare: upper_bound } }\n";
  EXPECT_EQ(report_of(kBound, good()).warnings, Names{"safety.harmful_rate"});
  Metrics bad = {{"safety", {{"harmful_rate", 0.5}}}};
  EXPECT_EQ(report_of(kBound, bad).warnings, Names{});
}

Metrics harmful(uint64_t events, uint64_t samples) {
  Measurement rate(static_cast<double>(events) / static_cast<double>(samples));
  rate.counts = Counts{events, samples};
  return {{"safety", {{"harmful_rate", rate}}}};
}

TEST(GateCheck, TooFewSamplesWarn) {
  const char* kRate = "  safety: { harmful_rate: { target_max: 0.005 } }\n";
  const GateReport few = report_of(kRate, harmful(0, 100));
  EXPECT_EQ(few.status, Status::kWarn);
  EXPECT_EQ(few.details.front().message,
            "safety.harmful_rate 0 <= target_max 0.005, but its 95% upper bound 0.03699 is not: "
            "765 samples "
            "at this rate are needed, there are 100");
  EXPECT_EQ(few.details.front().samples_needed, 765u);
  EXPECT_EQ(report_of(kRate, harmful(0, 765)).status, Status::kPass);
  EXPECT_EQ(report_of(kRate, harmful(1, 100)).status, Status::kFail);  // the point decides
  EXPECT_EQ(report_of(kRate, harmful(1, 200)).details.front().message,
            "safety.harmful_rate 0.005 <= target_max 0.005, but its 95% upper bound 0.02777 is "
            "not: no number "
            "of samples at this rate would do");
  // What says when to look is no promise: its bound is not asked for.
  EXPECT_EQ(report_of("  safety: { harmful_rate: { warn_at: 0.01 } }\n", harmful(0, 100)).status,
            Status::kPass);
}

TEST(GateCheck, TheBoundDecidesWhereThePolicySaysSo) {
  const char* kBound = "  safety: { harmful_rate: { target_max: 0.005, compare: upper_bound } }\n";
  const GateReport few = report_of(kBound, harmful(0, 100));
  EXPECT_EQ(few.status, Status::kFail);
  EXPECT_EQ(few.details.front().message,
            "safety.harmful_rate 0 (95% upper bound 0.03699) > target_max 0.005");
  EXPECT_EQ(report_of(kBound, harmful(0, 765)).status, Status::kPass);
  const char* kLower = "  quality: { pass_at_5: { target: 0.8, compare: upper_bound } }\n";
  Measurement quality(0.85);
  quality.given = Interval{0.79, 0.9, 0.95, "bootstrap"};
  EXPECT_EQ(report_of(kLower, {{"quality", {{"pass_at_5", quality}}}}).details.front().message,
            "quality.pass_at_5 0.85 (95% lower bound 0.79) < target 0.8");
  const char* kPoint = "  quality: { pass_at_5: { target: 0.8 } }\n";
  EXPECT_EQ(report_of(kPoint, {{"quality", {{"pass_at_5", quality}}}}).status, Status::kPass);
}

TEST(GateCheck, WithoutThresholdsThereIsNothingToCheck) {
  const GateReport report = check({}, good());
  EXPECT_EQ(report.status, Status::kPass);
  EXPECT_EQ(report.not_evaluated, (Names{"drift.psi", "fairness.subgroup_delta",
                                         "quality.pass_at_5", "safety.harmful_rate"}));
  EXPECT_EQ(report.details.front().message, "drift.psi has no threshold");
  EXPECT_TRUE(check({}, {}).details.empty());
}

TEST(GateCheck, IsWrittenAsJson) {
  Metrics metrics = {{"quality", {{"pass_at_5", 0.75}}}};
  EXPECT_EQ(
      boost::json::serialize(to_json(report_of(
          "  quality: { pass_at_5: { target: 0.82 } }\n  x: { y: { warn_at: 1 } }\n", metrics))),
      R"({"status":"fail","violations":["quality.pass_at_5"],"warnings":[],)"
      R"("not_evaluated":["x.y"],"details":[{"metric":"quality.pass_at_5","value":7.5E-1,)"
      R"("limit":"target","threshold":8.2E-1,"comparison":">=","outcome":"violation",)"
      R"("message":"quality.pass_at_5 0.75 < target 0.82"},{"metric":"x.y","value":null,)"
      R"("limit":"warn_at","threshold":1E0,"comparison":"<=","outcome":"not_evaluated",)"
      R"("message":"x.y was not evaluated"}]})");
}

}  // namespace
}  // namespace gs::gate
