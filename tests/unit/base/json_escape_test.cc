#include "base/json_escape.h"

#include <gtest/gtest.h>

namespace gs {
namespace {

struct Row {
  std::string text;
  std::string json;
};

TEST(JsonEscape, Table) {
  const Row rows[] = {
      {"", "\"\""},
      {"plain text", "\"plain text\""},
      {"a\"b\\c", R"("a\"b\\c")"},
      {"line\nfeed\r\ttab", R"("line\nfeed\r\ttab")"},
      {std::string("\0\x1b\x7f", 3), R"("\u0000\u001b\u007f")"},
      {"gr\xC3\xBC\xC3\x9F", "\"gr\xC3\xBC\xC3\x9F\""},
      {"\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\""},
      {"\xE2\x80\xA8\xE2\x80\xA9", R"("\u2028\u2029")"},
      {"\xC3", "\"\xEF\xBF\xBD\""},                                  // cut short
      {"\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},                  // overlong
      {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},  // surrogate
      {"\xFF!", "\"\xEF\xBF\xBD!\""},
  };
  for (const Row& row : rows) {
    std::string out;
    append_json_string(out, row.text);
    EXPECT_EQ(out, row.json);
  }
}

TEST(JsonEscape, Appends) {
  std::string out = "x=";
  append_json_string(out, "1");
  EXPECT_EQ(out, "x=\"1\"");
}

}  // namespace
}  // namespace gs
