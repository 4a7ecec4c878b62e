#include <gtest/gtest.h>

#include "unit/policy/cel/evaluated.h"

namespace gs::cel {
namespace {

constexpr Evaluated kRows[] = {
    {"optional.of(1)", "optional.of(1)"},
    {"optional.ofNonZeroValue(0.0)", "optional.none()"},
    {"optional.ofNonZeroValue(duration(\"0\"))", "optional.none()"},
    {"optional.ofNonZeroValue([0])", "optional.of([0])"},
    {"optional.none().value()", "error: value of an absent optional"},
    {"optional.of(1).or(1 / 0)", "optional.of(1)"},
    {"optional.none().or(1)", "error: no such overload"},
    {"optional.of(1).orValue(1 / 0)", "1"},
    {"optional.none().orValue(1 / 0)", "error: divide by zero"},
    {"optional.of(1).optMap(x, x + 1)", "optional.of(2)"},
    {"optional.of(1).optFlatMap(x, optional.none())", "optional.none()"},
    {"optional.of(1).optFlatMap(x, x)", "error: no such overload"},
    {"{\"a\": {\"b\": 1}}.?a.b", "optional.of(1)"},
    {"{\"a\": 1}.?a.b", "error: no such overload"},
    {"{}.?a.b.c", "optional.none()"},
    {"[1][?1]", "optional.none()"},
    {"optional.of([1, 2])[1]", "optional.of(2)"},
    {"[?optional.none(), 1, ?optional.of(2)]", "[1, 2]"},
    {"{?\"a\": optional.none(), \"b\": 1}", "{'b': 1}"},
    {"[?1]", "error: no such overload"},
    {"[1, 2].first().value() + [1, 2].last().value()", "3"},
    {"[].first()", "optional.none()"},
    {"optional.unwrap([optional.of(1), optional.none()])", "[1]"},
    {"[optional.of(1), optional.of(2)].unwrapOpt()", "[1, 2]"},
    {"has({}.?x.y)", "false"},
};

TEST(OptionalFunctions, GiveTheirValues) {
  for (const Evaluated& row : kRows) EXPECT_EQ(evaluated(row.source), row.value) << row.source;
}

}  // namespace
}  // namespace gs::cel
