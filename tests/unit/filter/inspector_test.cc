#include "filter/inspector.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "filter/detectors.h"

namespace gs::filter {
namespace {

namespace json = boost::json;

class InspectorTest : public ::testing::Test {
 protected:
  // Compiles `policy` and inspects `text` under it.
  Inspection inspect(const std::string& policy, const std::string& text,
                     const std::string& context = "{}", text::Phase phase = text::Phase::kPrompt) {
    auto compiled = policy::CompiledPolicy::compile(policy, {});
    EXPECT_TRUE(compiled.policy) << render(compiled.issues, "policy.yaml", policy);
    auto inspector = Inspector::create(compiled.policy, *shared_detectors({}), clock_, {});
    EXPECT_TRUE(inspector) << inspector.error().to_string();
    inspector_ = *inspector;
    context_ = json::parse(context);
    claims_ = detect::read_caller_claims(context_.as_object()).value();
    text::Segment segment{text::Role::kUser, "prompt", text};
    InspectionRequest request;
    request.phase = phase;
    request.segments = {&segment, 1};
    request.context = &context_.as_object();
    request.claims = &claims_;
    Scratch scratch;
    return inspector_->inspect(request, scratch);
  }

  ManualClock clock_;
  std::shared_ptr<const Inspector> inspector_;
  json::value context_;
  detect::CallerClaims claims_;
};

std::string rule(const std::string& when, const std::string& action) {
  return "policy_as_code:\n  rules:\n    - {id: r, when: '" + when + "', action: " + action + "}\n";
}

TEST_F(InspectorTest, DecidesByTheCallersClaims) {
  Inspection result = inspect("meta: {adr_id: X}", "hi", R"({"contains_pii": true})");
  EXPECT_EQ(result.decision.action, policy::Action::kBlock);
  EXPECT_FALSE(result.decision.allowed);
  EXPECT_EQ(result.decision.reasons.front(), "PII without lawful basis");
  EXPECT_TRUE(result.computed[text::kContainsPii]);
  EXPECT_FALSE(result.computed[text::kHarmScore]);
}

TEST_F(InspectorTest, AllowsWhatNothingSpeaksAgainst) {
  Inspection result = inspect("meta: {adr_id: X}", "hi");
  EXPECT_EQ(result.decision.action, policy::Action::kAllow);
  EXPECT_TRUE(result.decision.rules.empty());
}

TEST_F(InspectorTest, ComputesLengthAndTokensOnlyWhereARuleReadsThem) {
  Inspection read = inspect(rule("prompt.length > 3 and prompt.tokens == 3", "flag"), "héllo");
  EXPECT_EQ(read.decision.action, policy::Action::kFlag);
  EXPECT_EQ(read.detection.signals[text::kLength].value, text::SignalValue(int64_t{5}));
  Inspection unread = inspect("meta: {adr_id: X}", "héllo");
  EXPECT_FALSE(unread.computed[text::kLength]);
}

TEST_F(InspectorTest, FindsThePatternsOfThePolicy) {
  const std::string policy =
      "policy_as_code:\n"
      "  patterns:\n    order: {regex: 'order-[0-9]+'}\n    name: {literal: Xanadu, ignore_case: "
      "true}\n"
      "  rules:\n    - {id: r, when: 'pattern.order and pattern.name', action: flag, phase: "
      "prompt}\n";
  EXPECT_EQ(inspect(policy, "xanadu order-77").decision.action, policy::Action::kFlag);
  EXPECT_EQ(inspect(policy, "xanadu order-").decision.action, policy::Action::kAllow);
}

TEST_F(InspectorTest, NamesSignalsThatNoDetectorFinds) {
  inspect(rule("size(output.verbatim_sources) > 0", "flag"), "x");
  EXPECT_EQ(inspector_->uncovered_signals(), std::vector<std::string>{"output.verbatim_sources"});
}

// Evaluation is pure: the same inputs give the same decision.
TEST_F(InspectorTest, DecidesTheSameAgain) {
  const std::string context = R"({"contains_pii": true, "jailbreak_score": 0.9})";
  json::object first = policy::to_json(inspect("meta: {adr_id: X}", "hi", context).decision);
  json::object second = policy::to_json(inspect("meta: {adr_id: X}", "hi", context).decision);
  EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace gs::filter
