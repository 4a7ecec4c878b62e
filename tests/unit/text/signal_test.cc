#include "text/signal.h"

#include <gtest/gtest.h>

#include <set>

namespace gs::text {
namespace {

TEST(Signals, NumbersAndTableAgree) {
  auto signals = builtin_signals();
  ASSERT_EQ(signals.size(), size_t{kBuiltinSignalCount});
  EXPECT_EQ(signals[kContainsPii].name, "contains_pii");
  EXPECT_EQ(signals[kContainsSecret].name, "contains_secret");
  EXPECT_EQ(signals[kJailbreakScore].name, "jailbreak_score");
  EXPECT_EQ(signals[kHarmScore].name, "harm_score");
  EXPECT_EQ(signals[kObfuscation].name, "obfuscation");
  EXPECT_EQ(signals[kSystemPromptLeak].name, "system_prompt_leak");
  EXPECT_EQ(signals[kVerbatimRatio].name, "verbatim_ratio");
  EXPECT_EQ(signals[kRefused].name, "refused");
  EXPECT_EQ(signals[kLength].name, "length");
  EXPECT_EQ(signals[kLanguage].name, "language");
  std::set<std::string> names;
  for (const SignalDeclaration& signal : signals) {
    EXPECT_TRUE(names.insert(signal.name).second) << signal.name;
    EXPECT_TRUE(signal.in_prompt || signal.in_output) << signal.name;
    EXPECT_FALSE(signal.meaning.empty()) << signal.name;
  }
}

TEST(Signals, NeutralValueHasTheDeclaredType) {
  for (const SignalDeclaration& signal : builtin_signals()) {
    EXPECT_EQ(neutral_value(signal.type).index(), static_cast<size_t>(signal.type)) << signal.name;
  }
}

TEST(Segments, NamePhasesAndRoles) {
  EXPECT_EQ(to_string(Phase::kPrompt), "prompt");
  EXPECT_EQ(to_string(Phase::kOutput), "output");
  EXPECT_EQ(to_string(Role::kDocument), "document");
}

}  // namespace
}  // namespace gs::text
