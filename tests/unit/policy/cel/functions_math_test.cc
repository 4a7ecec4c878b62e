#include <gtest/gtest.h>

#include "unit/policy/cel/evaluated.h"

namespace gs::cel {
namespace {

constexpr Evaluated kRows[] = {
    {"math.greatest(1, 2.5, 2u)", "2.5"},
    {"math.greatest(1, 1.0)", "1"},
    {"math.least([3, -1.5, 2u])", "-1.5"},
    {"math.least([])", "error: no such overload"},
    {"math.greatest(\"a\")", "error: no such overload"},
    {"math.greatest()", "error: no such overload"},
    {"[math.ceil(-1.5), math.floor(-1.5), math.round(-1.5), math.trunc(-1.5)]",
     "[-1.0, -2.0, -2.0, -1.0]"},
    {"math.round(2.5)", "3.0"},
    {"math.ceil(dyn(1))", "error: no such overload"},
    {"[math.sqrt(49.0), math.sqrt(49), math.sqrt(4u)]", "[7.0, 7.0, 2.0]"},
    {"math.sqrt(-1)", "double('NaN')"},
    {"math.abs(-9223372036854775808)", "error: integer overflow"},
    {"[math.abs(-5), math.abs(-5.5), math.abs(5u)]", "[5, 5.5, 5u]"},
    {"[math.sign(-5), math.sign(5.5), math.sign(0u)]", "[-1, 1.0, 0u]"},
    {"[math.isNaN(0.0 / 0.0), math.isInf(1.0 / 0.0), math.isFinite(1.0)]", "[true, true, true]"},
    {"math.isNaN(dyn(1))", "error: no such overload"},
    {"[math.bitOr(1, 6), math.bitAnd(5, 4), math.bitXor(5, 1), math.bitNot(0)]", "[7, 4, 4, -1]"},
    {"math.bitOr(1, 1u)", "error: no such overload"},
    {"math.bitShiftRight(-1024, 3)", "2305843009213693824"},
    {"[math.bitShiftLeft(1, 63), math.bitShiftLeft(1, 64)]", "[-9223372036854775808, 0]"},
    {"math.bitShiftLeft(1u, -1)", "error: out of range"},
};

TEST(MathFunctions, GiveTheirValues) {
  for (const Evaluated& row : kRows) EXPECT_EQ(evaluated(row.source), row.value) << row.source;
}

}  // namespace
}  // namespace gs::cel
