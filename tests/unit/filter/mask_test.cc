#include "filter/mask.h"

#include <gtest/gtest.h>

#include "filter/restorer.h"

namespace gs::filter {
namespace {

using policy::MaskEffect;
using policy::MaskSpec;
using policy::MaskStyle;

detect::Finding finding(std::string_view type, size_t begin, size_t end, bool maskable = true) {
  return {type, 0, {begin, end}, 0.9, true, maskable};
}

// The card number of "card 4111-1111-1111-1111 now".
std::string mask_card(MaskStyle style) {
  const std::vector<MaskEffect> masks = {{"r", {{}, style, false}}};
  Placeholders placeholders;
  return Masker(masks, placeholders, "key")
      .mask("card 4111-1111-1111-1111 now", std::vector{finding("CREDIT_CARD", 5, 24)});
}

TEST(Mask, HasFourStyles) {
  EXPECT_EQ(mask_card(MaskStyle::kToken), "card [CREDIT_CARD_1] now");
  EXPECT_EQ(mask_card(MaskStyle::kRedact), "card [REDACTED] now");
  EXPECT_EQ(mask_card(MaskStyle::kPartial), "card ****-****-****-1111 now");
  const std::string hashed = mask_card(MaskStyle::kHash);
  EXPECT_TRUE(hashed.starts_with("card [CREDIT_CARD:")) << hashed;
  EXPECT_EQ(hashed.size(), std::string("card [CREDIT_CARD:0123456789abcdef] now").size());
}

TEST(Mask, HashesDependOnTheKeyAndTheValue) {
  Placeholders placeholders;
  const MaskSpec spec{{}, MaskStyle::kHash, false};
  const std::string once = mask_value(spec, "T", "v", "", placeholders, "key");
  EXPECT_EQ(mask_value(spec, "T", "v", "", placeholders, "key"), once);
  EXPECT_NE(mask_value(spec, "T", "w", "", placeholders, "key"), once);
  EXPECT_NE(mask_value(spec, "T", "v", "", placeholders, "other"), once);
}

TEST(Mask, ShowsNothingOfShortValuesAndNoHalvesOfCharacters) {
  Placeholders placeholders;
  const MaskSpec spec{{}, MaskStyle::kPartial, false};
  EXPECT_EQ(mask_value(spec, "T", "1234567", "", placeholders, ""), "*******");
  EXPECT_EQ(mask_value(spec, "T", "12345678", "", placeholders, ""), "****5678");
  EXPECT_EQ(mask_value(spec, "T", "12345678", " x", placeholders, ""), "****5678");
  EXPECT_EQ(mask_value(spec, "T", "12345678", " 9", placeholders, ""), "********");
  EXPECT_EQ(mask_value(spec, "T", "12345678", "x", placeholders, ""), "********");
  EXPECT_EQ(mask_value(spec, "T", "12345678", "\n9", placeholders, ""), "****5678");
  EXPECT_EQ(mask_value(spec, "T", "ёлка-ёлка", "", placeholders, ""), "****-ёлка");
}

TEST(Mask, CoversWhatIsListedOrWhatIsPersonal) {
  EXPECT_TRUE(covers({}, finding("EMAIL_ADDRESS", 0, 1)));
  EXPECT_FALSE(covers({}, finding("URL", 0, 1, false)));
  EXPECT_TRUE(covers({{"URL"}, MaskStyle::kToken, false}, finding("URL", 0, 1, false)));
  EXPECT_FALSE(covers({{"URL"}, MaskStyle::kToken, false}, finding("EMAIL_ADDRESS", 0, 1)));
}

TEST(Mask, TheFirstRuleThatCoversAFindingMasksIt) {
  const std::vector<MaskEffect> masks = {{"a", {{"B"}, MaskStyle::kRedact, false}},
                                         {"b", {{}, MaskStyle::kToken, false}}};
  Placeholders placeholders;
  EXPECT_EQ(Masker(masks, placeholders, "")
                .mask("aa bb", std::vector{finding("A", 0, 2), finding("B", 3, 5)}),
            "[A_1] [REDACTED]");
}

TEST(Mask, WhatOverlapsIsMaskedAsOne) {
  const std::vector<MaskEffect> masks = {{"a", {}}};
  Placeholders placeholders;
  EXPECT_EQ(Masker(masks, placeholders, "")
                .mask("0123456789", std::vector{finding("B", 4, 8), finding("A", 2, 6)}),
            "01[A_1]89");
}

TEST(Mask, MaskThenRestoreGivesTheOriginal) {
  const std::string text = "[A_1] 11 [\\A_2] 22 and 11";
  const std::vector<MaskEffect> masks = {{"r", {{}, MaskStyle::kToken, true}}};
  Placeholders placeholders;
  const std::string masked =
      Masker(masks, placeholders, "")
          .mask(text, std::vector{finding("A", 6, 8), finding("A", 16, 18), finding("A", 23, 25)});
  EXPECT_EQ(masked, "[\\A_1] [A_1] [\\\\A_2] [A_2] and [A_1]");
  Restorer restorer(placeholders);
  const std::string back = restorer.feed(masked);
  EXPECT_EQ(back + restorer.finish(), text);
}

}  // namespace
}  // namespace gs::filter
