#include "res/api/query.h"

#include <gtest/gtest.h>

namespace gs::res {
namespace {

TEST(Query, ReadsWhatIsThere) {
  auto query = Query::parse("model=m%201&limit=7&from=2026-03-01T12:00:00Z&cursor=42&other=x");
  ASSERT_TRUE(query) << query.error().to_string();
  EXPECT_EQ(query->text("model"), "m 1");
  EXPECT_EQ(query->text("type"), "");
  EXPECT_EQ(query->limit(100).value_or(0), 7U);
  EXPECT_EQ(query->cursor().value_or(std::nullopt), 42U);
  EXPECT_TRUE(query->time("from").value_or(std::nullopt));
  EXPECT_EQ(Query::parse("")->limit(100).value_or(0), 100U);
}

struct Bad {
  std::string query, field, message;
};

TEST(Query, NamesWhatCannotBeRead) {
  const Bad rows[] = {
      {"a=%zz", "query", "decoded"},
      {"a=1&a=2", "a", "given twice"},
      {"a=%FF", "a", "UTF-8"},
      {"a=%0A", "a", "control characters"},
      {"a=" + std::string(kMaxQueryText + 1, 'x'), "a", "512 bytes"},
  };
  for (const Bad& row : rows) {
    auto query = Query::parse(row.query);
    ASSERT_FALSE(query) << row.query;
    EXPECT_EQ(query.error().where, row.field) << row.query;
    EXPECT_NE(query.error().message.find(row.message), std::string::npos) << query.error().message;
  }
}

TEST(Query, TimesBeyondTheClockAreItsEnds) {
  auto query =
      Query::parse("from=0001-02-28T00:00:00Z&to=9999-12-31T23:59:59Z&x=1900-02-29T00:00:00Z");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->time("from").value_or(std::nullopt), WallTime::min());
  EXPECT_EQ(query->time("to").value_or(std::nullopt), WallTime::max());
  EXPECT_FALSE(query->time("x"));
}

TEST(Query, NamesValuesOutOfRange) {
  for (const char* limit : {"0", "1001", "-1", "ten", "1.5", ""}) {
    auto query = Query::parse("limit=" + std::string(limit));
    ASSERT_TRUE(query);
    auto read = query->limit(100);
    ASSERT_FALSE(read) << limit;
    EXPECT_EQ(read.error().where, "limit");
    EXPECT_EQ(read.error().message, "must be a number from 1 to 1000");
  }
  auto query = Query::parse("from=yesterday&cursor=9223372036854775808");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->time("from").error().where, "from");
  EXPECT_EQ(query->cursor().error().where, "cursor");
  EXPECT_EQ(query->required("model").error().where, "model");
}

}  // namespace
}  // namespace gs::res
