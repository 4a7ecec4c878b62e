#include "gate/metric_artifact.h"

#include <gtest/gtest.h>

namespace gs::gate {
namespace {

MetricArtifact read(std::string_view text, std::string_view area = "safety") {
  auto artifact = parse_metric_artifact(text, area);
  EXPECT_TRUE(artifact) << artifact.error().to_string();
  return artifact.value_or(MetricArtifact{});
}

TEST(MetricArtifact, ReadsEverythingThatTheGateUses) {
  const MetricArtifact artifact = read(R"({
    "format": "governed-speed.metrics/1", "area": "safety", "model": "m1",
    "tool": {"name": "t"}, "created_at": "2026-03-01T12:00:00Z", "inputs": [], "settings": {},
    "harmful_rate": 0.003, "toxicity": -2.5,
    "counts": {"harmful_rate": {"events": 3, "samples": 1000}},
    "intervals": {"toxicity": {"low": -3, "high": -1, "level": 0.9, "method": "bootstrap"}},
    "warnings": ["ran with limit 100"], "detail": {"harmful_rate": "ignored"}})");
  EXPECT_EQ(artifact.model, "m1");
  EXPECT_EQ(artifact.created_at, from_rfc3339("2026-03-01T12:00:00Z"));
  ASSERT_EQ(artifact.metrics.size(), 2u);
  const Measurement& rate = artifact.metrics.at("harmful_rate");
  EXPECT_EQ(rate.value, 0.003);
  EXPECT_NEAR(rate.interval()->high, 0.0087830, 5e-8);
  const Measurement& toxicity = artifact.metrics.at("toxicity");
  EXPECT_EQ(toxicity.interval()->low, -3);
  EXPECT_EQ(toxicity.interval()->level, 0.9);
  EXPECT_EQ(toxicity.interval()->method, "bootstrap");
  EXPECT_EQ(artifact.warnings, std::vector<std::string>{"ran with limit 100"});
}

TEST(MetricArtifact, BareFilesOfOtherToolsAreArtifacts) {
  for (const char* text :
       {R"({"pass_at_5": 0.83})", R"({"quality": {"pass_at_5": 0.83}})",
        R"({"metrics": {"pass_at_5": 0.83}})", R"({"pass_at_5": 0.83, "dataset": "HumanEval"})"}) {
    const MetricArtifact artifact = read(text, "quality");
    ASSERT_EQ(artifact.metrics.size(), 1u) << text;
    EXPECT_EQ(artifact.metrics.at("pass_at_5").value, 0.83) << text;
    EXPECT_FALSE(artifact.metrics.at("pass_at_5").interval());
  }
  EXPECT_TRUE(read("{}").metrics.empty());
}

struct Bad {
  const char* text;
  const char* error;
};

TEST(MetricArtifact, NothingUnusablePasses) {
  for (const Bad& bad : std::vector<Bad>{
           {"", "is not JSON: "},
           {"[1]", "must be a JSON object, not a list"},
           {"{\"harmful_rate\": 0.1", "is not JSON: "},
           {R"({"harmful_rate": NaN})",
            "must be a finite number, not NaN or an infinity (harmful_rate)"},
           {R"({"harmful_rate": "0.1"})", "must be a number, not text (harmful_rate)"},
           {R"({"harmful_rate": null})", "must be a number, not null (harmful_rate)"},
           {R"({"harmful_rate": true})", "must be a number, not true or false (harmful_rate)"},
           {R"({"harmful_rate": -0.1})", "must be from 0 to 1, not -0.1 (harmful_rate)"},
           {R"({"harmful_rate": 1.5})", "must be from 0 to 1, not 1.5 (harmful_rate)"},
           {R"({"psi": -1})", "must not be negative, and is -1 (psi)"},
           {R"({"own": "high"})", "must be a number, not text (own)"},
           {R"({"safety": {"harmful_rate": []}})",
            "must be a number, not a list (safety.harmful_rate)"},
           {R"({"harmful_rate": 0, "safety": {"harmful_rate": 0}})",
            "stands here twice (safety.harmful_rate)"},
           {R"({"format": "x/2"})", "must be governed-speed.metrics/1, not x/2 (format)"},
           {R"({"area": "drift"})", "must be safety, not drift (area)"},
           {R"({"model": 3})", "must be text, not a number (model)"},
           {R"({"model": ""})", "must not be empty (model)"},
           {R"({"created_at": "today"})", "must be a time as in 2026-03-01T12:00:00Z (created_at)"},
           {R"({"counts": []})", "must be an object, not a list (counts)"},
           {R"({"counts": {"x": {}}})", "speaks of a metric that is not here (counts.x)"},
           {R"({"psi": 0, "counts": {"psi": 1}})", "must be an object (counts.psi)"},
           {R"({"psi": 0, "counts": {"psi": {"samples": 1}}})", "is missing (counts.psi.events)"},
           {R"({"psi": 0, "counts": {"psi": {"events": 0, "samples": 0}}})",
            "must not be 0 (counts.psi.samples)"},
           {R"({"psi": 0, "counts": {"psi": {"events": -1, "samples": 1}}})",
            "must not be negative (counts.psi.events)"},
           {R"({"psi": 0, "counts": {"psi": {"events": 0.5, "samples": 1}}})",
            "must be a whole number (counts.psi.events)"},
           {R"({"psi": 1, "counts": {"psi": {"events": 2, "samples": 1}}})",
            "is more than the samples (counts.psi.events)"},
           {R"({"psi": 0, "counts": {"psi": {"events": 1, "samples": 100}}})",
            "1 of 100 is 0.01, not 0 (counts.psi)"},
           {R"({"intervals": {"psi": {}}})", "speaks of a metric that is not here (intervals.psi)"},
           {R"({"psi": 0, "intervals": {"psi": {"low": 1, "high": 0}}})",
            "is above the high end (intervals.psi.low)"},
           {R"({"psi": 0, "intervals": {"psi": {"low": 0, "high": 1, "level": 95}}})",
            "must be between 0 and 1 (intervals.psi.level)"},
           {R"({"warnings": "x"})", "must be a list (warnings)"},
           {R"({"warnings": [1]})", "must be text, not a number (warnings[0])"},
           {R"({"tasks": {}})", "must be a list (tasks)"},
           {R"({"tasks": [{"task_id": "a", "n": 0, "c": 0}]})", "must not be 0 (tasks[0].n)"},
           {R"({"tasks": [{"task_id": "a", "n": 1, "c": 2}]})", "is more than n (tasks[0].c)"},
           {R"({"tasks": [{"task_id": "a", "n": 1, "c": 1}, {"task_id": "a", "n": 1, "c": 0}]})",
            "stands here twice: a (tasks[1].task_id)"},
       }) {
    const std::vector<std::string> limited = {"own"};
    const auto artifact = parse_metric_artifact(bad.text, "safety", limited);
    ASSERT_FALSE(artifact) << bad.text;
    EXPECT_TRUE(artifact.error().to_string().starts_with(bad.error))
        << bad.text << ": " << artifact.error().to_string();
  }
}

TEST(MetricArtifact, CountsMayBeOfAValueWithFourDecimals) {
  EXPECT_EQ(
      read(R"({"harmful_rate": 0.3333, "counts": {"harmful_rate": {"events": 1, "samples": 3}}})")
          .metrics.at("harmful_rate")
          .counts->samples,
      3u);
}

}  // namespace
}  // namespace gs::gate
