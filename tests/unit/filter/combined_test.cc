#include "filter/combined.h"

#include <gtest/gtest.h>

#include "fixtures/guard_fixture.h"

namespace gs::filter {
namespace {

constexpr const char* kPolicy =
    "policy_as_code:\n  baseline: off\n  rules:\n"
    "    - {id: flagged, when: output.refused, action: flag, reason: refused}\n"
    "    - {id: masked, when: output.contains_pii, action: mask, reason: personal}\n"
    "    - {id: blocked, when: output.contains_secret, action: block, reason: secret}\n"
    "    - {id: watched, when: output.contains_pii, action: block, mode: shadow, reason: seen}\n";

class CombinedTest : public ::testing::Test {
 protected:
  Inspection judge(std::string_view text) {
    const text::Segment segment{text::Role::kAssistant, "output", text};
    InspectionRequest request = output_request();
    request.segments = {&segment, 1};
    Scratch scratch;
    return inspector_->inspect(request, scratch);
  }
  Inspection combine(const std::vector<Inspection>& parts) {
    std::vector<const Inspection*> pointers;
    for (const Inspection& part : parts) pointers.push_back(&part);
    return combined(inspector_->policy(), pointers);
  }
  static std::vector<std::string> applied(const Inspection& inspection) {
    std::vector<std::string> ids;
    for (const auto& rule : inspection.decision.rules) {
      ids.push_back(rule.id + (rule.applied ? "" : " (not applied)"));
    }
    return ids;
  }

  SystemClock clock_;
  std::shared_ptr<const Inspector> inspector_ = inspector_of(kPolicy, clock_);
};

TEST_F(CombinedTest, OnePartComesBackAsItIs) {
  const Inspection one = judge("Write to anna@example.org.");
  const Inspection whole = combine({one});
  EXPECT_EQ(whole.decision.action, policy::Action::kMask);
  EXPECT_EQ(whole.decision.reasons, one.decision.reasons);
  EXPECT_EQ(whole.detection.findings.size(), 1u);
  EXPECT_EQ(whole.computed, one.computed);
  EXPECT_EQ(whole.detect_time, one.detect_time);
}

TEST_F(CombinedTest, TakesTheMostSevereActionAndEveryRuleOnceInTheOrderOfThePolicy) {
  const std::string secret = std::string("ghp_") + "Zk3vQ9xT2mB7cL5nR8wY1pD4sF6hJ0aGuEiO";
  const Inspection whole =
      combine({judge("Write to anna@example.org or bob@example.org."),
               judge("The token is " + secret), judge("Write to carl@example.org.")});
  EXPECT_EQ(whole.decision.action, policy::Action::kBlock);
  EXPECT_FALSE(whole.decision.allowed);
  EXPECT_EQ(applied(whole),
            std::vector<std::string>({"masked", "blocked", "watched (not applied)"}));
  EXPECT_EQ(whole.decision.reasons, std::vector<std::string>({"secret", "personal"}));
  ASSERT_EQ(whole.decision.effects.masks.size(), 1u);
  EXPECT_EQ(whole.decision.effects.masks.front().rule_id, "masked");
  EXPECT_FALSE(whole.decision.policy_digest.empty());
}

TEST_F(CombinedTest, SignalsOfThePartsAreThoseOfTheAnswer) {
  const Inspection whole = combine({judge("Nothing."), judge("Write to anna@example.org."),
                                    judge("SSN 536-90-4399 or bob@example.org.")});
  const auto& signals = whole.detection.signals;
  EXPECT_EQ(std::get<bool>(signals[text::kContainsPii].value), true);
  EXPECT_EQ(std::get<std::vector<std::string>>(signals[text::kPiiTypes].value),
            std::vector<std::string>({"EMAIL_ADDRESS", "US_SSN"}));
  EXPECT_EQ(std::get<int64_t>(signals[text::kPiiCount].value), 3);
  EXPECT_TRUE(whole.computed[text::kPiiCount]);
  ASSERT_EQ(whole.detection.findings.size(), 3u);
  EXPECT_EQ(whole.detection.findings[0].segment, 1u);
  EXPECT_EQ(whole.detection.findings[2].segment, 2u);
}

TEST_F(CombinedTest, TheWorstOutcomeOfADetectorCountsAndTimesAddUp) {
  Inspection fast = judge("one");
  Inspection late = judge("two");
  ASSERT_FALSE(late.detection.detectors.empty());
  fast.detection.detectors[0].microseconds = 3;
  late.detection.detectors[0].microseconds = 4;
  late.detection.detectors[0].outcome = detect::Outcome::kTimedOut;
  fast.detect_time = std::chrono::nanoseconds(5);
  late.detect_time = std::chrono::nanoseconds(6);
  const Inspection whole = combine({late, fast});
  EXPECT_EQ(whole.detection.detectors[0].outcome, detect::Outcome::kTimedOut);
  EXPECT_EQ(whole.detection.detectors[0].microseconds, 7u);
  EXPECT_EQ(whole.detection.detectors.size(), fast.detection.detectors.size());
  EXPECT_EQ(whole.detect_time.count(), 11);
}

TEST_F(CombinedTest, AFaultCountsWhereNothingElseIsKnown) {
  Inspection failed = judge("a@example.org");
  failed.detection.signals[text::kContainsPii].fault = text::SignalFault::kTimedOut;
  failed.detection.signals[text::kPiiCount].fault = text::SignalFault::kTimedOut;
  EXPECT_EQ(combine({failed, failed}).detection.signals[text::kPiiCount].fault,
            text::SignalFault::kTimedOut);
  const auto known = combine({failed, judge("b@example.org")}).detection.signals;
  EXPECT_EQ(known[text::kPiiCount].fault, text::SignalFault::kNone);
  EXPECT_EQ(std::get<int64_t>(known[text::kPiiCount].value), 1);
}

TEST_F(CombinedTest, OfNothingThereIsNothing) {
  EXPECT_TRUE(combine({}).decision.allowed);
}

}  // namespace
}  // namespace gs::filter
