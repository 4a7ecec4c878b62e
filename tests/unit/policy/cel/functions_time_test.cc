#include <gtest/gtest.h>

#include "unit/policy/cel/evaluated.h"

namespace gs::cel {
namespace {

constexpr Evaluated kRows[] = {
    {"timestamp(\"2024-02-29T12:30:45.123456789Z\").getMilliseconds()", "123"},
    {"timestamp(\"2023-02-29T00:00:00Z\")", "error: conversion error"},
    {"timestamp(\"2024-01-01t00:00:00Z\")", "error: conversion error"},
    {"timestamp(\"2024-01-01 00:00:00Z\")", "error: conversion error"},
    {"timestamp(\"2024-01-01T24:00:00Z\")", "error: conversion error"},
    {"timestamp(\"2024-01-01T00:00:00\")", "error: conversion error"},
    {"timestamp(\"2024-01-01T00:00:00.Z\")", "error: conversion error"},
    {"timestamp(\"2024-01-01T01:00:00+02:00\")", "timestamp('2023-12-31T23:00:00Z')"},
    {"timestamp(0)", "timestamp('1970-01-01T00:00:00Z')"},
    {"timestamp(253402300800)", "error: out of range"},
    {"timestamp(\"9999-12-31T23:59:59.999999999Z\") + duration(\"1ns\")", "error: out of range"},
    {"timestamp(\"2024-03-01T00:00:00Z\") - duration(\"24h\")",
     "timestamp('2024-02-29T00:00:00Z')"},
    {"timestamp(1) - timestamp(3)", "duration('-2s')"},
    {"timestamp(\"2024-12-31T00:00:00Z\").getDayOfYear()", "365"},
    {"timestamp(\"2024-12-31T00:00:00Z\").getMonth()", "11"},
    {"timestamp(\"2024-07-01T00:00:00Z\").getHours(\"Europe/Berlin\")", "2"},
    {"timestamp(\"2060-07-01T00:00:00Z\").getHours(\"US/Central\")", "19"},
    {"timestamp(0).getHours(\"02:00\") + timestamp(0).getHours(\"-01:00\")", "25"},
    {"timestamp(0).getHours(\"Nowhere/Land\")", "error: out of range"},
    {"timestamp(0).getHours(\"../../etc/passwd\")", "error: out of range"},
    {"[\"Europe/Berlin\"].map(z, timestamp(0).getHours(z))", "[1]"},
    {"duration(\"1h30m\").getMinutes()", "90"},
    {"duration(\"-1.5s\").getMilliseconds()", "-500"},
    {"duration(\"-1.5s\").getSeconds()", "-1"},
    {"duration(\"1us\") + duration(\"1\u00b5s\")", "duration('0.000002s')"},
    {"duration(\"0\")", "duration('0s')"},
    {"duration(\"1\")", "error: conversion error"},
    {"duration(\"\")", "error: conversion error"},
    {"duration(\"-\")", "error: conversion error"},
    {"duration(\".5s\")", "duration('0.5s')"},
    {"duration(\"9223372036854775807ns\")", "duration('9223372036.854775807s')"},
    {"duration(\"9223372036854775808ns\")", "error: conversion error"},
    {"duration(\"-9223372036854775808ns\")", "duration('-9223372036.854775808s')"},
    {"duration(\"9223372036854775807ns\") + duration(\"1ns\")", "error: out of range"},
};

TEST(TimeFunctions, GiveTheirValues) {
  for (const Evaluated& row : kRows) EXPECT_EQ(evaluated(row.source), row.value) << row.source;
}

}  // namespace
}  // namespace gs::cel
