#include "ledger/lines.h"

#include <gtest/gtest.h>

namespace gs::ledger {
namespace {

TEST(Lines, OnlyWholeLinesAreRead) {
  LineReader lines("a\n\nb");
  EXPECT_EQ(lines.next(), "a");
  EXPECT_EQ(lines.next(), "");
  EXPECT_EQ(lines.next(), std::nullopt);
  EXPECT_EQ(lines.left(), "b");
}

TEST(Lines, NumbersHaveOneSpelling) {
  EXPECT_EQ(parse_decimal("0"), 0u);
  EXPECT_EQ(parse_decimal("18446744073709551615"), UINT64_MAX);
  for (const char* row : {"", "00", "01", "+1", "-1", " 1", "1 ", "1a", "18446744073709551616"}) {
    EXPECT_EQ(parse_decimal(row), std::nullopt) << row;
  }
}

TEST(Lines, Base64HasOneSpelling) {
  EXPECT_EQ(parse_base64("Zm8="), "fo");
  EXPECT_EQ(parse_base64(""), "");
  for (const char* row : {"Zm8", "Zm9=", "Zm8=\n", "Zm-_", "Zg=", "===="}) {
    EXPECT_EQ(parse_base64(row), std::nullopt) << row;
  }
}

}  // namespace
}  // namespace gs::ledger
