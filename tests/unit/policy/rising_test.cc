#include "policy/rising.h"

#include <gtest/gtest.h>

#include "policy/program.h"

namespace gs::policy {
namespace {

bool rises(const std::string& condition) {
  const std::string text = R"json({"policy_as_code": {"baseline": "off",
      "lists": {"names": ["a"]},
      "rules": [{"id": "r", "action": "flag", "phase": "output", "when": ")json" +
                           condition + R"json("}]}})json";
  const auto compiled = CompiledPolicy::compile(text, {});
  EXPECT_TRUE(compiled.policy) << condition;
  return compiled.policy && compiled.policy->rules()[0].only_rises;
}

TEST(Rising, KnowsWhatStaysTrue) {
  for (const char* condition :
       {"contains_pii", "output.contains_pii == true", "true == contains_secret",
        "contains_pii != false", "contains_pii and lawful_basis == false",
        "contains_pii or context.?strict.orValue(false)", "output.length > 100", "3 <= pii_count",
        "'US_SSN' in pii_types", "size(secret_types) > 1", "pii_types.exists(t, t in lists.names)",
        "lawful_basis ? contains_secret : contains_pii", "request.model == 'm'",
        "prompt.jailbreak_score < 0.5 and contains_canary"}) {
    EXPECT_TRUE(rises(condition)) << condition;
  }
}

TEST(Rising, KnowsWhatMayFall) {
  for (const char* condition :
       {"not refused", "contains_pii == false", "output.length < 100", "pii_count == 2",
        "language == 'de'", "pii_types.all(t, t == 'URL')", "not ('US_SSN' in pii_types)",
        "contains_pii ? contains_secret : contains_canary", "100 > output.length",
        "size(pii_types) < 2 and contains_pii", "contains_pii == lawful_basis",
        "pii_types.exists(t, contains_pii)"}) {
    EXPECT_FALSE(rises(condition)) << condition;
  }
}

TEST(Rising, EveryRuleKnowsTheSignalsOfTheOutputThatItReads) {
  const auto compiled = CompiledPolicy::compile(
      R"json({"policy_as_code": {"baseline": "off", "rules": [{"id": "r", "action": "flag",
          "when": "output.length > 1 and prompt.contains_pii and output.contains_secret"}]}})json",
      {});
  ASSERT_TRUE(compiled.policy);
  EXPECT_EQ(compiled.policy->rules()[0].output_signals,
            (std::vector<text::SignalNumber>{text::kContainsSecret, text::kLength}));
}

}  // namespace
}  // namespace gs::policy
