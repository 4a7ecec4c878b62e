#include <gtest/gtest.h>

#include "unit/policy/cel/evaluated.h"

namespace gs::cel {
namespace {

constexpr Evaluated kRows[] = {
    {"\"%d%%\".format([5])", "'5%'"},
    {"\"%s\".format([[1, 2.5, null, true, b\"x\", {\"b\": 1, \"a\": [\"q\"]}]])",
     "'[1, 2.5, null, true, x, {a: [q], b: 1}]'"},
    {"\"%s %s %s\".format([1.0, duration(\"1500ms\"), int])", "'1 1.5s int'"},
    {"\"%f %.1f %.0f\".format([1.5, 0.25, 2.5])", "'1.500000 0.2 2'"},
    {"\"%e\".format([1234.5])", "'1.234500e+03'"},
    {"\"%.2e\".format([0.000123])", "'1.23e-04'"},
    {"\"%x %X %x\".format([-255, 255u, \"hi\"])", "'-ff FF 6869'"},
    {"\"%X\".format([b\"\\xab\"])", "'AB'"},
    {"\"%o %b %b %b\".format([-8, 5, true, -5])", "'-10 101 1 -101'"},
    {"\"%d\".format([-9223372036854775808])", "'-9223372036854775808'"},
    {"\"%d\".format([double(\"-Infinity\")])", "'-Infinity'"},
    {"\"%d\".format([2.5])", "'2.5'"},
    {"\"%d\".format([\"x\"])", "error: no such overload"},
    {"\"%d\".format([null])", "error: no such overload"},
    {"\"%f\".format([true])", "error: no such overload"},
    {"\"%x\".format([1.5])", "error: no such overload"},
    {"\"%s\".format([])", "error: index out of range"},
    {"\"%E\".format([1.0])", "error: out of range"},
    {"\"%\".format([1])", "error: out of range"},
    {"\"%.\".format([1])", "error: out of range"},
    {"\"%.9999f\".format([1.0])", "error: out of range"},
    {"\"%s\".format([b\"\\xff\"])", "error: conversion error"},
};

TEST(FormatFunction, GiveTheirValues) {
  for (const Evaluated& row : kRows) EXPECT_EQ(evaluated(row.source), row.value) << row.source;
}

}  // namespace
}  // namespace gs::cel
