#include "filter/mask_entities.h"

#include <gtest/gtest.h>

namespace gs::filter {
namespace {

TEST(MaskEntities, NamesWhatNothingFinds) {
  const auto compiled = policy::CompiledPolicy::compile(
      "policy_as_code:\n  rules:\n"
      "    - {id: r, when: contains_pii, action: mask, mask: {entities: [EMAIL_ADRESS, US_SSN]}}\n"
      "    - {id: s, when: contains_pii, action: mask, mask: {entities: [CANARY, NONSENSE]}}\n",
      {});
  ASSERT_TRUE(compiled.policy);
  const Issues issues = unknown_mask_entities(*compiled.policy);
  ASSERT_EQ(issues.size(), 2u);
  EXPECT_EQ(issues[0].message, "rule r masks 'EMAIL_ADRESS', which no detector finds");
  EXPECT_EQ(issues[0].suggestion, "did you mean 'EMAIL_ADDRESS'?");
  EXPECT_EQ(issues[0].position.line, 3u);
  EXPECT_EQ(issues[1].suggestion, "");
  EXPECT_EQ(issues[1].severity, Severity::kWarning);
}

}  // namespace
}  // namespace gs::filter
