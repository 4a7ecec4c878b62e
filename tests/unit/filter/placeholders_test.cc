#include "filter/placeholders.h"

#include <gtest/gtest.h>

namespace gs::filter {
namespace {

TEST(Placeholders, CountByTypeAndKeepTheNumberOfAValue) {
  Placeholders placeholders;
  EXPECT_EQ(placeholders.token_for("EMAIL_ADDRESS", "a@x.org", false), "[EMAIL_ADDRESS_1]");
  EXPECT_EQ(placeholders.token_for("EMAIL_ADDRESS", "b@x.org", false), "[EMAIL_ADDRESS_2]");
  EXPECT_EQ(placeholders.token_for("US_SSN", "a@x.org", false), "[US_SSN_1]");
  EXPECT_EQ(placeholders.token_for("EMAIL_ADDRESS", "a@x.org", false), "[EMAIL_ADDRESS_1]");
}

TEST(Placeholders, PutBackOnlyWhatMayBe) {
  Placeholders placeholders;
  placeholders.token_for("US_SSN", "536-90-4399", false);
  EXPECT_FALSE(placeholders.any_restorable());
  EXPECT_EQ(placeholders.value_of("[US_SSN_1]"), nullptr);
  placeholders.token_for("US_SSN", "536-90-4399", true);
  ASSERT_NE(placeholders.value_of("[US_SSN_1]"), nullptr);
  EXPECT_EQ(*placeholders.value_of("[US_SSN_1]"), "536-90-4399");
  EXPECT_EQ(placeholders.value_of("[US_SSN_2]"), nullptr);
}

TEST(Placeholders, HaveAForm) {
  const std::pair<const char*, size_t> cases[] = {
      {"[US_SSN_1]", 10}, {"[US_SSN_1] x", 10},  {"[\\US_SSN_1]", 11}, {"[\\\\A_12]", 8},
      {"[US_SSN]", 0},    {"[1_1]", 0},          {"[us_ssn_1]", 0},    {"[_1]", 0},
      {"[A_]", 0},        {"[A_1234567890]", 0}, {"(A_1)", 0},         {"[A 1]", 0},
      {"[]", 0},
  };
  for (const auto& [text, length] : cases) {
    EXPECT_EQ(read_placeholder(text).length, length) << text;
    EXPECT_FALSE(read_placeholder(text).open) << text;
  }
  for (const char* open : {"[", "[\\", "[A", "[US_SSN_", "[US_SSN_1"}) {
    EXPECT_TRUE(read_placeholder(open).open) << open;
  }
  EXPECT_FALSE(read_placeholder("[" + std::string(100, 'A')).open) << "no name is that long";
}

TEST(Placeholders, LookAlikesGetABackslashMore) {
  EXPECT_EQ(escape_lookalikes("see [US_SSN_1] and [\\US_SSN_1], a[0], [x]"),
            "see [\\US_SSN_1] and [\\\\US_SSN_1], a[0], [x]");
  EXPECT_EQ(escape_lookalikes("[A_1][A_2]["), "[\\A_1][\\A_2][");
}

}  // namespace
}  // namespace gs::filter
