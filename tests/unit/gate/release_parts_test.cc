// The small parts of a release: the card, the canary plan, dates.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "gate/canary_plan.h"
#include "gate/model_card.h"
#include "gate/release_evidence.h"

namespace gs::gate {
namespace {

using Names = std::vector<std::string>;

TEST(ModelCard, NamesWhatItLeavesOpen) {
  const auto card = boost::json::parse(R"({
    "purpose": "answers questions", "limitations": "  ", "fairness": "Unknown.", "safety": null,
    "privacy": {"unknown": true, "why": "not measured"}, "security": [], "safety_notes": ["", "x"],
    "evaluation": {"pass_at_5": 0.9, "note": "TBD"}, "a.b": "c", "flag": false, "deep": {"x": {"y": ""}}})");
  const Names fields = {"purpose",
                        "limitations",
                        "fairness",
                        "safety",
                        "privacy",
                        "security",
                        "safety_notes",
                        "evaluation",
                        "evaluation.pass_at_5",
                        "evaluation.note",
                        "a.b",
                        "flag",
                        "deep",
                        "absent",
                        "purpose.more"};
  EXPECT_EQ(missing_fields(card.as_object(), fields),
            (Names{"limitations", "fairness", "safety", "privacy", "security", "evaluation.note",
                   "deep", "absent", "purpose.more"}));
}

TEST(CanaryPlan, IsReadOrRefusedByMember) {
  const auto read = [](const char* text) { return read_canary_plan(boost::json::parse(text)); };
  const auto plan = read(R"({"steps_percent": [5, 25, 100], "hold_minutes": 30})");
  ASSERT_TRUE(plan) << plan.error().to_string();
  EXPECT_EQ(plan->to_text(), "5%, 25%, 100%, 30 minutes each");
  const auto error = [&read](const char* text) { return read(text).error().to_string(); };
  EXPECT_EQ(error("[]"), "must be a mapping (canary)");
  EXPECT_EQ(error("{}"), "is missing (canary.steps_percent)");
  EXPECT_EQ(error(R"({"steps_percent": 5})"), "must be a list (canary.steps_percent)");
  EXPECT_EQ(error(R"({"steps_percent": [5, 5]})"),
            "must be above the one before (canary.steps_percent[1])");
  EXPECT_EQ(error(R"({"steps_percent": [0, 100]})"),
            "must be above the one before (canary.steps_percent[0])");
  EXPECT_EQ(error(R"({"steps_percent": [100]})"),
            "must have two steps or more (canary.steps_percent)");
  EXPECT_EQ(error(R"({"steps_percent": [5, 50]})"), "must end with 100 (canary.steps_percent)");
  EXPECT_EQ(error(R"({"steps_percent": [5, 100], "hold_minutes": 0})"),
            "must be more than 0 (canary.hold_minutes)");
}

TEST(UpdatedAt, IsWhatTheArtifactSays) {
  EXPECT_EQ(updated_at("{\"updated_at\": \"2026-03-01T12:00:00Z\"}").value(),
            *from_rfc3339("2026-03-01T12:00:00Z"));
  EXPECT_EQ(updated_at("last_updated: 2026-03-01\nrisks: []\n").value(),
            *from_rfc3339("2026-03-01T00:00:00Z"));
  EXPECT_EQ(updated_at("risks: []\n").error().to_string(),
            "says nowhere when it was changed (updated_at)");
  EXPECT_EQ(updated_at("date: soon\n").error().to_string(), "is no time and no date (date)");
  EXPECT_EQ(updated_at("risk,owner\n1,2\n").error().to_string(), "is no mapping of YAML or JSON");
}

}  // namespace
}  // namespace gs::gate
