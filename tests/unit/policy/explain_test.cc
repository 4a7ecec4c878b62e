#include "policy/explain.h"

#include "unit/policy/policy_fixture.h"

namespace gs::policy {
namespace {

std::string explained(const std::string& when, const std::string& context) {
  const auto policy =
      compiled(rules_only({"{ id: a, action: flag, phase: prompt, when: '" + when + "' }"}));
  const auto given = object(context);
  const text::Signals signals = neutral_signals(policy->signals());
  Inputs inputs;
  inputs.prompt = &signals;
  inputs.context = &given;
  Frame frame;
  frame.fill(policy->variables(), policy->slots_read(Phase::kPrompt), inputs, false);
  return explain(policy->rules()[0], frame);
}

TEST(Explain, ShowsEachPartWithItsValue) {
  EXPECT_EQ(explained("prompt.contains_pii == true and lawful_basis == false", "{}"),
            "prompt.contains_pii == true and lawful_basis == false  => false\n"
            "  prompt.contains_pii == true                          => false\n"
            "    prompt.contains_pii                                => false\n"
            "  lawful_basis == false                                => (not evaluated)\n"
            "    lawful_basis                                       => (not evaluated)\n");
}

TEST(Explain, ShowsErrorsAndLoops) {
  const std::string text =
      explained("context.l.exists(x, x > 1) or context.missing == 1", R"({"l":[1,0]})");
  EXPECT_NE(text.find("x > 1"), std::string::npos);
  EXPECT_NE(text.find("(last of 2)"), std::string::npos) << text;
  EXPECT_NE(text.find("no such key"), std::string::npos) << text;
}

}  // namespace
}  // namespace gs::policy
