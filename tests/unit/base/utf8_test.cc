#include "base/utf8.h"

#include <gtest/gtest.h>

namespace gs {
namespace {

TEST(Utf8, FindsTheFirstInvalidByte) {
  const std::pair<std::string, size_t> cases[] = {
      {"plain ascii that is long enough for words\xff", 41},
      {"a\x80", 1},             // lone continuation
      {"ab\xC0\x80", 2},        // overlong NUL
      {"\xE0\x9F\xBF", 0},      // overlong
      {"ok \xED\xA0\x80", 3},   // surrogate
      {"\xF0\x8F\xBF\xBF", 0},  // overlong
      {"\xF4\x90\x80\x80", 0},  // above U+10FFFF
      {"\xF5\x80\x80\x80", 0},
      {"caf\xC3", 3},  // cut
      {"\xE2\x82", 0},
      {"\xF0\x9F\x98", 0},
  };
  for (const auto& [bytes, offset] : cases) EXPECT_EQ(find_invalid_utf8(bytes), offset) << bytes;
  EXPECT_TRUE(is_valid_utf8("é € 😀 \xF4\x8F\xBF\xBF \xED\x9F\xBF"));
  EXPECT_TRUE(is_valid_utf8(""));
}

// Every scalar value survives encoding and decoding; every other bit pattern of up to three bytes
// is accepted exactly when decoding and encoding gives it back.
TEST(Utf8, RoundTripsEveryScalarValue) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_code_point(text, c);
    ASSERT_TRUE(is_valid_utf8(text)) << std::hex << static_cast<uint32_t>(c);
    size_t at = 0;
    ASSERT_EQ(next_code_point(text, at), c);
    ASSERT_EQ(at, text.size());
    ASSERT_EQ(count_code_points(text), 1u);
  }
}

TEST(Utf8, TurnsCodePointNumbersIntoBytes) {
  std::string text = "aé€😀z";
  EXPECT_EQ(byte_offset(text, 0), 0u);
  EXPECT_EQ(byte_offset(text, 2), 3u);
  EXPECT_EQ(byte_offset(text, 4), 10u);
  EXPECT_EQ(byte_offset(text, 5), text.size());
  EXPECT_EQ(byte_offset(text, 6), std::string::npos);
}

TEST(Utf8, EscapesForDisplay) {
  EXPECT_EQ(escape_for_display("a\"b\\\n\x7f é", 64), "a\\\"b\\\\\\u000a\\u007f é");
  EXPECT_EQ(escape_for_display("a\u202Eb\u200Bc\u2066d\uFEFF", 64),
            "a\\u202eb\\u200bc\\u2066d\\ufeff");
  EXPECT_EQ(escape_for_display("ééééé", 3), "ééé…");
  EXPECT_EQ(escape_for_display("ééé", 3), "ééé");
}

}  // namespace
}  // namespace gs
