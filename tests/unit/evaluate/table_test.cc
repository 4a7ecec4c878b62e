#include "evaluate/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixtures/evaluation.h"

namespace gs::evaluate {
namespace {

using Format = Table::Format;
using Rows = std::vector<std::vector<std::string>>;

std::string read(Format format, std::string_view text, std::vector<std::string> columns,
                 Rows& rows) {
  Table table(format, "t", std::move(columns),
              [&](std::span<const Cell> cells, const Place&) -> Status {
                rows.emplace_back();
                for (const Cell& cell : cells) rows.back().emplace_back(cell.text);
                return Ok{};
              });
  return refusal(read_all(table, text));
}

Rows rows_of(Format format, std::string_view text, std::vector<std::string> columns = {}) {
  Rows rows;
  EXPECT_EQ(read(format, text, std::move(columns), rows), "ok");
  return rows;
}

std::string refused(Format format, std::string_view text, std::vector<std::string> columns = {}) {
  Rows rows;
  return read(format, text, std::move(columns), rows);
}

TEST(Table, TheColumnsAskedFor) {
  EXPECT_EQ(rows_of(Format::kCsv, "a,b,c\n1,2,3\n4,5,6\n", {"c", "a"}),
            (Rows{{"3", "1"}, {"6", "4"}}));
  EXPECT_EQ(rows_of(Format::kJsonLines, "{\"a\":1,\"c\":3}\n\n{\"c\":\"x\"}\n", {"c", "a"}),
            (Rows{{"3", "1"}, {"x", ""}}));
}

TEST(Table, AllColumns) {
  EXPECT_EQ(rows_of(Format::kCsv, "a,b\n1,2\n\n3,4"), (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(rows_of(Format::kCsv, "a\n1\n\n"), (Rows{{"1"}, {""}}));
  EXPECT_EQ(rows_of(Format::kJsonLines, "{\"b\":1,\"a\":2}\n{\"a\":3,\"x\":4}"),
            (Rows{{"1", "2"}, {"", "3"}}));
}

TEST(Table, WhatItRefuses) {
  EXPECT_EQ(refused(Format::kCsv, ""), "there are 0 rows (t)");
  EXPECT_EQ(refused(Format::kCsv, "a,b\n"), "there are 0 rows (t)");
  EXPECT_EQ(refused(Format::kJsonLines, "\n"), "there are 0 rows (t)");
  EXPECT_EQ(refused(Format::kCsv, "a,b\n1,2\n3\n"), "the record has 1 fields, the header 2 (t:3)");
  EXPECT_EQ(refused(Format::kCsv, "a,a\n"), "a: the header has this column twice (t:1)");
  EXPECT_EQ(refused(Format::kCsv, "a,\n"), "a column of the header has no name (t:1)");
  EXPECT_EQ(refused(Format::kCsv, "a,b\n1,2\n", {"c"}), "c: the header has no such column (t:1)");
  EXPECT_THAT(refused(Format::kJsonLines, "{\"a\":1}\n{\"a\""), testing::HasSubstr("(t:2)"));
}

TEST(Cell, NumbersAndFlags) {
  using Kind = Cell::Kind;
  EXPECT_EQ((Cell{Kind::kUntyped, "+1e-3"}.number()), 0.001);
  for (const std::string_view text : {"", "x", "1x", "nan", "NaN", "inf", "1e999", "0x1p3", " 1"}) {
    EXPECT_FALSE((Cell{Kind::kUntyped, text}.number())) << text;
  }
  EXPECT_FALSE((Cell{Kind::kText, "1"}.number()));
  EXPECT_EQ((Cell{Kind::kUntyped, "1.0"}.flag()), true);
  EXPECT_EQ((Cell{Kind::kUntyped, "False"}.flag()), false);
  EXPECT_FALSE((Cell{Kind::kText, "1"}.flag()));
  EXPECT_FALSE((Cell{Kind::kUntyped, "2"}.flag()));
}

}  // namespace
}  // namespace gs::evaluate
