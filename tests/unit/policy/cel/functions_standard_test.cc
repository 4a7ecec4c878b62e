#include <gtest/gtest.h>

#include "unit/policy/cel/evaluated.h"

namespace gs::cel {
namespace {

constexpr Evaluated kRows[] = {
    {"size(\"\\u00e9\\U0001F431\")", "2"},
    {"size([1, 2]) + {1: 2}.size()", "3"},
    {"size(1)", "error: no such overload"},
    {"\"banana\".contains(\"nan\") && \"banana\".startsWith(\"ba\") && \"banana\".endsWith(\"\")",
     "true"},
    {"\"a\".contains(1)", "error: no such overload"},
    {"\"abc\".matches(\"b\") && matches(\"abc\", \"^abc$\")", "true"},
    {"\"a\".matches(\"(\" + \"\")", "error: bad regular expression"},
    {"[\"a\"].map(p, \"banana\".matches(p + \"n\"))", "[true]"},
    {"f_unknown(17) || true", "true"},
    {"f_unknown(17)", "error: undeclared reference"},
};

TEST(StandardFunctions, GiveTheirValues) {
  for (const Evaluated& row : kRows) EXPECT_EQ(evaluated(row.source), row.value) << row.source;
}

}  // namespace
}  // namespace gs::cel
