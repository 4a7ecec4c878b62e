#include <gtest/gtest.h>

#include "unit/policy/cel/evaluated.h"

namespace gs::cel {
namespace {

constexpr Evaluated kRows[] = {
    {"\"ta\\u00a9o\".charAt(2)", "'\u00a9'"},
    {"\"abc\".charAt(3)", "''"},
    {"\"abc\".charAt(4)", "error: index out of range"},
    {"\"abc\".charAt(-1)", "error: index out of range"},
    {"\"hello mellow\".indexOf(\"ello\", 2)", "7"},
    {"\"abc\".indexOf(\"\", 3)", "3"},
    {"\"abc\".indexOf(\"a\", 4)", "error: index out of range"},
    {"\"hello mellow\".lastIndexOf(\"ello\", 6)", "1"},
    {"\"hello\".lastIndexOf(\"\")", "5"},
    {"\"abc\".lastIndexOf(\"\", 1)", "1"},
    {"[\"a\", \"b\"].join(\", \")", "'a, b'"},
    {"[1].join()", "error: no such overload"},
    {"\"a,b,c\".split(\",\", 2)", "['a', 'b,c']"},
    {"\"\\u00e9x\".split(\"\")", "['\u00e9', 'x']"},
    {"\"abc\".split(\"\", 2)", "['a', 'bc']"},
    {"\"\".split(\",\")", "['']"},
    {"\"\".split(\"\")", "[]"},
    {"\"abc\".split(\",\", 0)", "[]"},
    {"\"aaa\".replace(\"a\", \"b\", 2)", "'bba'"},
    {"\"aaa\".replace(\"a\", \"b\", -1)", "'bbb'"},
    {"\"aaa\".replace(\"a\", \"b\", 0)", "'aaa'"},
    {"\"ab\".replace(\"\", \"-\")", "'-a-b-'"},
    {"\"ab\".replace(\"\", \"-\", 2)", "'-a-b'"},
    {"\"tacocat\".substring(4)", "'cat'"},
    {"\"tacocat\".substring(0, 4)", "'taco'"},
    {"\"tacocat\".substring(-1)", "error: index out of range"},
    {"\"tacocat\".substring(40)", "error: index out of range"},
    {"\"TacoC\\u00c6t\".lowerAscii()", "'tacoc\u00c6t'"},
    {"\"tacoc\\u00e6t\".upperAscii()", "'TACOC\u00e6T'"},
    {"\" \\t\\u3000a b\\u2028\".trim()", "'a b'"},
    {"\" \".trim()", "''"},
    {"\"a\\u00e9b\".reverse()", "'b\u00e9a'"},
    {"strings.quote(\"a\\\"\\a\\\\\")", "'\"a\\\\\"\\\\a\\\\\\\\\"'"},
    {"42.charAt(2)", "error: no such overload"},
};

TEST(StringFunctions, GiveTheirValues) {
  for (const Evaluated& row : kRows) EXPECT_EQ(evaluated(row.source), row.value) << row.source;
}

}  // namespace
}  // namespace gs::cel
