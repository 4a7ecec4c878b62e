#include "evaluate/json_row.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixtures/evaluation.h"

namespace gs::evaluate {
namespace {

std::string read(std::string_view line) {
  JsonRow row;
  return refusal(row.read(line, {"r.jsonl", 3}));
}

TEST(JsonRow, EveryKindOfMember) {
  JsonRow row;
  ASSERT_TRUE(row.read(R"({"a":"x\u00e9\n","b":1.50,"c":true,"d":null,"e":{"a":[1,"y"]},"f":[],)"
                       R"("":"empty","n":-12,"\u0067":false})",
                       {}));
  EXPECT_EQ(row["a"].text, "x\u00e9\n");
  EXPECT_EQ(row["a"].kind, Cell::Kind::kText);
  EXPECT_EQ(row["b"].text, "1.50");
  EXPECT_EQ(row["b"].number(), 1.5);
  EXPECT_EQ(row["c"].flag(), true);
  EXPECT_EQ(row["d"].kind, Cell::Kind::kNull);
  EXPECT_EQ(row["e"].kind, Cell::Kind::kNested);
  EXPECT_EQ(row["e"].text, "");
  EXPECT_EQ(row["f"].kind, Cell::Kind::kNested);
  EXPECT_EQ(row[""].text, "empty");
  EXPECT_EQ(row["n"].number(), -12);
  EXPECT_EQ(row["g"].flag(), false);
  EXPECT_EQ(row["y"].kind, Cell::Kind::kAbsent);
  EXPECT_EQ(row.members().size(), 9u);
}

TEST(JsonRow, TheNextLineForgetsTheLast) {
  JsonRow row;
  ASSERT_TRUE(row.read(R"({"a":"x"})", {}));
  EXPECT_FALSE(row.read(R"({"a":)", {}));
  ASSERT_TRUE(row.read(R"({"b":2})", {}));
  EXPECT_EQ(row["a"].kind, Cell::Kind::kAbsent);
  EXPECT_EQ(row["b"].number(), 2);
  ASSERT_TRUE(row.read("{}", {}));
  EXPECT_TRUE(row.members().empty());
}

TEST(JsonRow, WhatItRefuses) {
  EXPECT_EQ(read("[]"), "a row must be a JSON object (r.jsonl:3)");
  EXPECT_EQ(read("7"), "a row must be a JSON object (r.jsonl:3)");
  EXPECT_EQ(read(R"({"a":1,"b":2,"a":3})"), "a: is there twice (r.jsonl:3)");
  EXPECT_EQ(read(R"({"a":NaN})"), "a: NaN and Infinity are not JSON (r.jsonl:3)");
  EXPECT_EQ(read(R"({"a":-Infinity})"), "a: NaN and Infinity are not JSON (r.jsonl:3)");
  EXPECT_EQ(read(R"({"a":)"), "a: JSON ends too early (r.jsonl:3)");
  EXPECT_THAT(read(R"({"a":1} x)"), testing::HasSubstr("not JSON"));
  EXPECT_THAT(read("{\"a\":\"\xff\"}"), testing::HasSubstr("not JSON"));
  EXPECT_THAT(read("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"),
              testing::HasSubstr("nested deeper"));
  std::string many = "{";
  for (int i = 0; i < 3000; ++i) many += "\"" + std::to_string(i) + "\":1,";
  EXPECT_THAT(read(many + "\"x\":1}"), testing::HasSubstr("members"));
}

TEST(JsonRow, TypedMembers) {
  JsonRow row;
  ASSERT_TRUE(
      row.read(R"({"t":"x","e":"","n":5,"f":0.5,"m":-1,"big":1e300,"b":true,"s":"1"})", {}));
  const Place place{"r.jsonl", 3};
  EXPECT_EQ(*text_of(row, "t", place), "x");
  EXPECT_FALSE(text_of(row, "e", place));
  EXPECT_EQ(refusal(text_of(row, "zz", place)), "zz: is missing (r.jsonl:3)");
  EXPECT_EQ(*count_of(row, "n", place), 5u);
  for (const char* name : {"f", "m", "big", "s", "b"}) EXPECT_FALSE(count_of(row, name, place));
  EXPECT_TRUE(*flag_of(row, "b", place));
  for (const char* name : {"t", "n", "s"}) {
    EXPECT_EQ(refusal(flag_of(row, name, place)),
              std::string(name) + ": must be true or false, or 1 or 0 (r.jsonl:3)");
  }
}

}  // namespace
}  // namespace gs::evaluate
