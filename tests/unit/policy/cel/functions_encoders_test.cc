#include <gtest/gtest.h>

#include "unit/policy/cel/evaluated.h"

namespace gs::cel {
namespace {

constexpr Evaluated kRows[] = {
    {"base64.encode(b\"hello\")", "'aGVsbG8='"},
    {"base64.decode(\"aGVsbG8\") == b\"hello\"", "true"},
    {"base64.decode(\"@\")", "error: conversion error"},
    {"base64.encode(\"text\")", "error: no such overload"},
};

TEST(EncoderFunctions, GiveTheirValues) {
  for (const Evaluated& row : kRows) EXPECT_EQ(evaluated(row.source), row.value) << row.source;
}

}  // namespace
}  // namespace gs::cel
