#include <gtest/gtest.h>

#include "unit/policy/cel/evaluated.h"

namespace gs::cel {
namespace {

constexpr Evaluated kRows[] = {
    {"1 + 2", "3"},
    {"9223372036854775807 + 1", "error: integer overflow"},
    {"-9223372036854775808 - 1", "error: integer overflow"},
    {"9223372036854775807 * 2", "error: integer overflow"},
    {"-9223372036854775808 / -1", "error: integer overflow"},
    {"-(-9223372036854775807 - 1)", "error: integer overflow"},
    {"-9223372036854775808 % -1", "error: integer overflow"},
    {"1u - 2u", "error: integer overflow"},
    {"18446744073709551615u + 1u", "error: integer overflow"},
    {"-7 / 2", "-3"},
    {"-7 % 3", "-1"},
    {"1 / 0", "error: divide by zero"},
    {"1u % 0u", "error: modulus by zero"},
    {"1.0 / 0.0", "double('Infinity')"},
    {"5.0 % 3.0", "error: no such overload"},
    {"1 + 1u", "error: no such overload"},
    {"\"a\" + \"b\"", "'ab'"},
    {"b\"a\" + b\"b\"", "b'ab'"},
    {"[1] + [2, 3]", "[1, 2, 3]"},
    {"dyn(1) == 1.0 && dyn(1) == 1u && dyn(2u) == 2.0", "true"},
    {"dyn(1) == \"1\"", "false"},
    {"[1, 2.0] == [dyn(1.0), 2]", "true"},
    {"{1: \"a\"} == {1u: \"a\"}", "true"},
    {"0.0 / 0.0 == 0.0 / 0.0", "false"},
    {"[0.0 / 0.0] == [0.0 / 0.0]", "false"},
    {"0.0 / 0.0 <= 1.0", "false"},
    {"9223372036854775807 < 9223372036854775808.0", "false"},
    {"9223372036854775807 <= 9223372036854775808.0", "true"},
    {"-1 < 0u", "true"},
    {"18446744073709551615u > -1", "true"},
    {"b\"a\" < b\"b\" && \"a\" < \"b\" && false < true", "true"},
    {"null < null", "error: no such overload"},
    {"[1] < [2]", "error: no such overload"},
    {"2.0 in [1, 2, 3]", "true"},
    {"2u in {2: \"x\"}", "true"},
    {"\"x\" in \"xyz\"", "error: no such overload"},
    {"[7, 8, 9][1.0]", "8"},
    {"[7, 8, 9][2u]", "9"},
    {"[7, 8, 9][0.5]", "error: no such overload"},
    {"[7][1]", "error: index out of range"},
    {"[7][-1]", "error: index out of range"},
    {"{3u: \"a\"}[3.0]", "'a'"},
    {"{3: \"a\"}[3.1]", "error: no such key"},
    {"{1.5: \"a\"}", "error: unsupported map key"},
    {"{null: \"a\"}", "error: unsupported map key"},
    {"{0: 1, 0u: 2}", "error: duplicate map key"},
    {"{\"a\": 1}.b", "error: no such key"},
    {"1.a", "error: no such overload"},
    {"has({\"a\": null}.a)", "true"},
};

TEST(OperatorFunctions, GiveTheirValues) {
  for (const Evaluated& row : kRows) EXPECT_EQ(evaluated(row.source), row.value) << row.source;
}

}  // namespace
}  // namespace gs::cel
