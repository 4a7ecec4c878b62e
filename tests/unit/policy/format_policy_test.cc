#include "policy/format_policy.h"

#include "unit/policy/policy_fixture.h"

namespace gs::policy {
namespace {

TEST(FormatPolicy, RewritesConditionsAndNothingElse) {
  const std::string before = R"(# A comment.
policy_as_code:
  rules:
    - id:   a      # kept
      when: contains_pii&&! lawful_basis   # kept too
      action: flag
    - { id: b, when: "context.?x.orValue('')==\"q\"", action: flag }
    - { id: c, when: 'prompt.language=="it''s"', action: flag }
    - id: d
      when: prompt.length>5?true:false
      action: flag
    - id: e
      when: >
        contains_pii
        and   true
      action: flag
    - { id: f, when: contains_pii and true, action: flag }
)";
  const FormattedPolicy formatted = format_policy(before);
  EXPECT_EQ(brief(formatted.issues), "");
  EXPECT_EQ(formatted.rewritten, 4);
  const auto line = [&](const std::string& text, int number) {
    size_t at = 0;
    for (int i = 1; i < number; ++i) at = text.find('\n', at) + 1;
    return text.substr(at, text.find('\n', at) - at);
  };
  EXPECT_EQ(line(formatted.text, 1), "# A comment.");
  EXPECT_EQ(line(formatted.text, 4), "    - id:   a      # kept");
  EXPECT_EQ(line(formatted.text, 5), "      when: contains_pii and not lawful_basis   # kept too");
  EXPECT_EQ(line(formatted.text, 10), "      when: 'prompt.length > 5 ? true : false'");
  EXPECT_EQ(line(formatted.text, 14), "        contains_pii");
  EXPECT_EQ(format_policy(formatted.text).rewritten, 0);
  EXPECT_EQ(format_policy(formatted.text).text, formatted.text);
  // The same conditions, and so the same rules.
  const auto old_policy = compiled(before);
  const auto new_policy = compiled(formatted.text);
  ASSERT_EQ(old_policy->rules().size(), new_policy->rules().size());
  EXPECT_EQ(new_policy->rules()[2].rule.when.substr(0, 18), "prompt.language ==");
}

TEST(FormatPolicy, WorksOnJson) {
  const FormattedPolicy formatted = format_policy(
      R"({"policy_as_code": {"rules": [{"id": "a", "when": "x>\"q\"", "action": "flag"}]}})");
  EXPECT_EQ(formatted.rewritten, 1);
  EXPECT_NE(formatted.text.find(R"("when": "x > )"), std::string::npos) << formatted.text;
  EXPECT_TRUE(parse_json(formatted.text).has_value());
}

TEST(FormatPolicy, LeavesAFileWithErrorsAlone) {
  for (const std::string& text :
       {std::string("a: ["), rules_only({"{ id: a, when: 'x >', action: flag }"}),
        rules_only({"{ id: a, when: x>1 }"})}) {
    const FormattedPolicy formatted = format_policy(text);
    EXPECT_TRUE(has_errors(formatted.issues)) << text;
    EXPECT_EQ(formatted.text, text);
    EXPECT_EQ(formatted.rewritten, 0);
  }
}

TEST(FormatPolicy, KeepsAByteOrderMark) {
  const std::string text =
      "\xEF\xBB\xBF" + rules_only({"{ id: a, when: contains_pii&&true, action: flag }"});
  EXPECT_TRUE(format_policy(text).text.starts_with("\xEF\xBB\xBFpolicy_as_code"));
}

}  // namespace
}  // namespace gs::policy
