#include <gtest/gtest.h>

#include "unit/policy/cel/evaluated.h"

namespace gs::cel {
namespace {

constexpr Evaluated kRows[] = {
    {"int(-2.9)", "-2"},
    {"int(9223372036854775808.0)", "error: out of range"},
    {"int(-9223372036854775808.0)", "error: out of range"},
    {"int(0.0 / 0.0)", "error: out of range"},
    {"int(\"-17\")", "-17"},
    {"int(\"1.5\")", "error: conversion error"},
    {"int(\" 1\")", "error: conversion error"},
    {"int(18446744073709551615u)", "error: out of range"},
    {"uint(-1)", "error: out of range"},
    {"uint(18446744073709551616.0)", "error: out of range"},
    {"uint(\"18446744073709551615\")", "18446744073709551615u"},
    {"uint(\"-1\")", "error: conversion error"},
    {"double(\"NaN\")", "double('NaN')"},
    {"double(\"-Infinity\")", "double('-Infinity')"},
    {"double(\"1e400\")", "error: conversion error"},
    {"double(\"1e-400\")", "0.0"},
    {"double(\"\")", "error: conversion error"},
    {"double(7u)", "7.0"},
    {"string(1.0)", "'1'"},
    {"string(1e20)", "'100000000000000000000'"},
    {"string(1e21)", "'1e+21'"},
    {"string(0.0001)", "'0.0001'"},
    {"string(0.00001)", "'1e-05'"},
    {"string(-0.0)", "'-0'"},
    {"string(0.0 / 0.0)", "'NaN'"},
    {"string(42u)", "'42'"},
    {"string(true)", "'true'"},
    {"string(b\"\\xff\")", "error: conversion error"},
    {"string(null)", "error: no such overload"},
    {"string([1])", "error: no such overload"},
    {"bytes(\"\\u00ff\")", "b'\\xc3\\xbf'"},
    {"bool(\"t\") && !bool(\"False\")", "true"},
    {"bool(\"yes\")", "error: conversion error"},
    {"bool(1)", "error: no such overload"},
    {"type(1) == int && type(int) == type", "true"},
    {"type(optional.none())", "optional_type"},
    {"dyn", "error: undeclared reference"},
};

TEST(ConversionFunctions, GiveTheirValues) {
  for (const Evaluated& row : kRows) EXPECT_EQ(evaluated(row.source), row.value) << row.source;
}

}  // namespace
}  // namespace gs::cel
