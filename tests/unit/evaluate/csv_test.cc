#include "evaluate/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixtures/evaluation.h"

namespace gs::evaluate {
namespace {

using Records = std::vector<std::vector<std::string>>;

std::string read(std::string_view text, Records& records, size_t piece) {
  Csv csv("t.csv", [&](std::span<const std::string_view> fields, size_t) -> Status {
    records.emplace_back(fields.begin(), fields.end());
    return Ok{};
  });
  return refusal(read_all(csv, text, piece));
}

Records records_of(std::string_view text, size_t piece = 3) {
  Records records;
  EXPECT_EQ(read(text, records, piece), "ok") << text;
  return records;
}

std::string refused(std::string_view text) {
  Records records;
  return read(text, records, 2);
}

TEST(Csv, WhatTheRfcHas) {
  const Records plain{{"a", "b", "c"}, {"1", "2", "3"}};
  EXPECT_EQ(records_of("a,b,c\r\n1,2,3\r\n"), plain);
  EXPECT_EQ(records_of("a,b,c\n1,2,3"), plain);
  EXPECT_EQ(records_of("\"a\",\"b\",c\n1,\"2\",3\n"), plain);
  EXPECT_EQ(records_of("\"a\"\"b\",\"x\ny\",\"p,q\"\r\n"), (Records{{"a\"b", "x\ny", "p,q"}}));
  EXPECT_EQ(records_of("a,,\n,\n"), (Records{{"a", "", ""}, {"", ""}}));
  EXPECT_EQ(records_of("a\n\nb\n"), (Records{{"a"}, {""}, {"b"}}));
  EXPECT_EQ(records_of("\"\"\n"), (Records{{""}}));
  EXPECT_TRUE(records_of("").empty());
}

TEST(Csv, AByteOrderMarkIsPassedOver) {
  EXPECT_EQ(records_of("\xEF\xBB\xBF"
                       "a,b\n",
                       1),
            (Records{{"a", "b"}}));
  EXPECT_EQ(records_of("\xEF\xBB\xBF"
                       "\"a\",b\n",
                       1),
            (Records{{"a", "b"}}));
  EXPECT_EQ(records_of("\xEF\xBC\x80,b\n", 1), (Records{{"\xEF\xBC\x80", "b"}}));
}

TEST(Csv, HoweverItIsCut) {
  const std::string_view text = "\"a\"\"\",b\r\n\"1\r\n2\",\xC3\xA9\n,\n";
  const Records whole = records_of(text, text.size());
  for (size_t piece = 1; piece < text.size(); ++piece) EXPECT_EQ(records_of(text, piece), whole);
}

TEST(Csv, WhatItRefuses) {
  EXPECT_EQ(refused("a\nb\"c\n"), "a quote inside a field that does not begin with one (t.csv:2)");
  EXPECT_EQ(refused("\"a\"b\n"), "text behind a closing quote (t.csv:1)");
  EXPECT_EQ(refused("a\n\"b\n\n"), "a quote is never closed (t.csv:2)");
  EXPECT_EQ(refused("a\rb\n"), "a CR that no LF follows (t.csv:1)");
  EXPECT_EQ(refused("a\n\xff\n"), "not UTF-8 (t.csv:2)");
  EXPECT_EQ(refused(std::string_view("a\0b\n", 4)), "a zero byte: this is no text (t.csv:1)");
  EXPECT_THAT(refused(std::string(kMostRecordBytes + 1, 'x')), testing::HasSubstr("longer than"));
  EXPECT_THAT(refused("\"" + std::string(kMostRecordBytes + 1, 'x')),
              testing::HasSubstr("longer than"));
  EXPECT_THAT(refused(std::string(kMostFields + 1, ',')), testing::HasSubstr("fields"));
}

TEST(Csv, LinesAreThoseOfTheFile) {
  std::vector<size_t> lines;
  Csv csv("t.csv", [&](auto, size_t line) -> Status {
    lines.push_back(line);
    return Ok{};
  });
  ASSERT_TRUE(read_all(csv, "a\n\"b\nc\nd\"\ne\n"));
  EXPECT_THAT(lines, testing::ElementsAre(1, 2, 5));
}

}  // namespace
}  // namespace gs::evaluate
