#include "http/uri.h"

#include <gtest/gtest.h>

namespace gs::http {
namespace {

TEST(PercentDecode, Good) {
  EXPECT_EQ(*percent_decode("a%20b+c%2f%C3%A4"), "a b+c/\xC3\xA4");
  EXPECT_EQ(*percent_decode(""), "");
}

TEST(PercentDecode, Bad) {
  struct Row {
    const char* text;
    const char* message;
    const char* where;
  };
  const Row rows[] = {
      {"ab%", "'%' is not followed by two hex digits", "byte 2"},
      {"%4", "'%' is not followed by two hex digits", "byte 0"},
      {"%g1", "'%' is not followed by two hex digits", "byte 0"},
      {"x%00", "%00 is not allowed", "byte 1"},
  };
  for (const Row& row : rows) {
    const Result<std::string> decoded = percent_decode(row.text);
    ASSERT_FALSE(decoded) << row.text;
    EXPECT_EQ(decoded.error().message, row.message);
    EXPECT_EQ(decoded.error().where, row.where);
  }
}

TEST(ParseQuery, InOrder) {
  const auto parameters = parse_query("a=1&b=x+y%21&&flag&a==&=v");
  ASSERT_TRUE(parameters);
  std::string text;
  for (const QueryParameter& parameter : *parameters) {
    text += "[" + parameter.name + "|" + parameter.value + "]";
  }
  EXPECT_EQ(text, "[a|1][b|x y!][flag|][a|=][|v]");
  EXPECT_TRUE(parse_query("")->empty());
}

TEST(ParseQuery, BadEscapeIsPlaced) {
  const auto parameters = parse_query("a=1&b=%x");
  ASSERT_FALSE(parameters);
  EXPECT_EQ(parameters.error().where, "byte 6");
}

}  // namespace
}  // namespace gs::http
