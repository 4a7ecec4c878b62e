#include "filter/given_signals.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "filter/detectors.h"

namespace gs::filter {
namespace {

class GivenSignalsTest : public ::testing::Test {
 protected:
  text::SignalValue value(const policy::TestGiven& given, const std::string& name) {
    auto found = source_(*policy_, text::Phase::kPrompt, given);
    EXPECT_EQ(found.problem, "");
    return found.signals[*policy_->variables().find_signal(name)].value;
  }
  std::shared_ptr<const policy::CompiledPolicy> policy_ =
      policy::CompiledPolicy::compile(
          "policy_as_code:\n  patterns: {order: {regex: 'order-[0-9]+'}}\n  rules: []\n", {})
          .policy;
  policy::SignalSource source_ = detected_signals(*shared_detectors({}));
};

TEST_F(GivenSignalsTest, ComeFromTheDetectors) {
  policy::TestGiven given;
  given.prompt = "héllo order-7";
  given.context = {{"jailbreak_score", 0.9}};
  EXPECT_EQ(value(given, "length"), text::SignalValue(int64_t{13}));
  EXPECT_EQ(value(given, "pattern.order"), text::SignalValue(true));
  EXPECT_EQ(value(given, "jailbreak_score"), text::SignalValue(0.9));
  EXPECT_EQ(value(given, "contains_pii"), text::SignalValue(false));
}

TEST_F(GivenSignalsTest, GiveWayToValuesThatTheTestSets) {
  policy::TestGiven given;
  given.prompt = "hello";
  given.signals = {{"length", 99}, {"prompt.tokens", 7}};
  EXPECT_EQ(value(given, "length"), text::SignalValue(int64_t{99}));
  EXPECT_EQ(value(given, "tokens"), text::SignalValue(int64_t{7}));
}

TEST_F(GivenSignalsTest, NameAClaimThatIsWrong) {
  policy::TestGiven given;
  given.context = {{"jailbreak_score", 7}};
  auto found = source_(*policy_, text::Phase::kPrompt, given);
  EXPECT_NE(found.problem.find("context.jailbreak_score"), std::string::npos) << found.problem;
}

TEST_F(GivenSignalsTest, TheReferencePolicyPassesItsOwnTests) {
  std::ifstream file(std::string(GS_POLICIES) + "/adr-006.embedded-governance.yaml");
  std::stringstream text;
  text << file.rdbuf();
  const auto compiled = policy::CompiledPolicy::compile(text.str(), {});
  ASSERT_TRUE(compiled.policy);
  const policy::TestReport report = policy::run_tests(*compiled.policy, {}, source_);
  EXPECT_EQ(report.failures(), 0) << to_text(report);
  EXPECT_EQ(report.rules_covered(), 5) << to_text(report);
}

}  // namespace
}  // namespace gs::filter
