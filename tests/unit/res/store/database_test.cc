#include "res/store/database.h"

#include <limits>
#include <set>
#include <thread>

#include "store_fixture.h"

namespace gs::res::store {
namespace {

class DatabaseTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    database_ = open();
    ASSERT_NE(database_, nullptr);
    auto lease = database_->writer();
    ASSERT_OK(lease);
    writer_ = *std::move(lease);
    ASSERT_OK(writer_->execute_script(
        "CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT UNIQUE, bytes BYTEA, "
        "real DOUBLE PRECISION);"
        "CREATE INDEX things_real ON things (real);"));
  }

  Status insert(Connection& connection, int64_t id, Value name) {
    GS_CHECK_OK(connection.execute("INSERT INTO things (id, name) VALUES ($1, $2)", {id, name}));
    return Ok{};
  }
  int64_t count(Connection& connection) {
    const auto rows = connection.query("SELECT count(*) FROM things", {});
    EXPECT_OK(rows);
    return rows ? (*rows)[0][0].integer() : -1;
  }
  // What comes back of one value in one column.
  Result<Value> round_trip(const std::string& column, const Value& value) {
    GS_CHECK_OK(writer_->execute("DELETE FROM things"));
    GS_CHECK_OK(
        writer_->execute("INSERT INTO things (id, " + column + ") VALUES (1, $1)", {value}));
    GS_TRY(const auto rows, writer_->query("SELECT " + column + " FROM things", {}));
    return rows.at(0).at(0);
  }

  std::unique_ptr<Database> database_;
  Database::Lease writer_;
};

TEST_P(DatabaseTest, KeepsIntegersAndReals) {
  using Integers = std::numeric_limits<int64_t>;
  for (const int64_t number : {Integers::min(), Integers::min() + 1, int64_t{-1}, int64_t{0},
                               int64_t{1'700'000'000'000'000}, Integers::max()}) {
    ASSERT_OK(writer_->execute("DELETE FROM things"));
    ASSERT_OK(insert(*writer_, number, Null{}));
    const auto rows = writer_->query("SELECT id, name FROM things WHERE id = $1", {number});
    ASSERT_OK(rows);
    ASSERT_EQ(rows->size(), 1U);
    EXPECT_EQ((*rows)[0][0].integer(), number);
    EXPECT_TRUE((*rows)[0][1].is_null());
  }
  using Reals = std::numeric_limits<double>;
  for (const double number : {0.0, 3.0, 0.1, -1e-300, Reals::max(), Reals::denorm_min(),
                              Reals::infinity(), -Reals::infinity()}) {
    const auto back = round_trip("real", number);
    ASSERT_OK(back);
    EXPECT_TRUE(std::holds_alternative<double>(back->variant()));
    EXPECT_EQ(back->real(), number);
  }
  const auto whole = round_trip("real", int64_t{7});  // an integer for a column of reals
  ASSERT_OK(whole);
  EXPECT_EQ(whole->real(), 7.0);
}

TEST_P(DatabaseTest, KeepsText) {
  for (const std::string text :
       {"", "plain", "o'clock \"x\" \\ $1 %", "123", "Grüße 漢字 🙂\n\t", "\x01\x7f"}) {
    const auto back = round_trip("name", text);
    ASSERT_OK(back);
    ASSERT_TRUE(std::holds_alternative<std::string>(back->variant())) << text;
    EXPECT_EQ(back->text(), text);
  }
  const auto none = round_trip("name", Null{});
  ASSERT_OK(none);
  EXPECT_TRUE(none->is_null());
}

// BYTEA is a type that SQLite does not know; what looks like a number stays bytes.
TEST_P(DatabaseTest, KeepsBlobs) {
  std::string every;
  for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
  std::string large(10 << 20, 'x');
  for (size_t i = 0; i < large.size(); i += 251) large[i] = static_cast<char>(i % 256);
  for (const std::string& bytes : {std::string(), std::string("123"), std::string("\\x00"),
                                   std::string(3, '\0'), every, large}) {
    const auto back = round_trip("bytes", Blob{bytes});
    ASSERT_OK(back);
    ASSERT_TRUE(std::holds_alternative<Blob>(back->variant()));
    EXPECT_TRUE(back->blob() == bytes) << bytes.size();
  }
  const auto none = round_trip("bytes", Null{});
  ASSERT_OK(none);
  EXPECT_TRUE(none->is_null());
}

TEST_P(DatabaseTest, RefusesWhatNotBothCanHold) {
  const struct {
    const char* column;
    Value value;
    const char* error;
  } rows[] = {
      {"name", std::string("a\0b", 3), "text must not contain the character U+0000 (parameter $1)"},
      {"name", "\xff", "text is not valid UTF-8 (parameter $1)"},
      {"real", std::numeric_limits<double>::quiet_NaN(),
       "the value is not a number (parameter $1)"},
  };
  for (const auto& row : rows) {
    const auto back = round_trip(row.column, row.value);
    EXPECT_EQ(problem(back), row.error);
    EXPECT_EQ(back.error().code, ErrorCode::kInvalidInput);
    const std::vector<Row> one{{row.value}};
    const auto each = writer_->execute_each(
        std::string("INSERT INTO things (id, ") + row.column + ") VALUES (5, $1)", one);
    EXPECT_EQ(problem(each), row.error);
  }
  EXPECT_EQ(count(*writer_), 0);
}

TEST_P(DatabaseTest, UsesAParameterSeveralTimesAndInAnyOrder) {
  ASSERT_OK(
      writer_->execute("INSERT INTO things (id, name, real) VALUES ($2, $1, $3)", {"a", 1, 0.5}));
  for (int i = 0; i < 3; ++i) {  // prepared once, used again
    const auto rows = writer_->query(
        "SELECT id + $2, name FROM things WHERE (name = $1 OR $1 = '') AND id < $2 LIMIT $3",
        {"a", int64_t{10} + i, 5});
    ASSERT_OK(rows);
    ASSERT_EQ(rows->size(), 1U);
    EXPECT_EQ((*rows)[0][0].integer(), 11 + i);
  }
  const auto optional =
      writer_->query("SELECT id FROM things WHERE CAST($1 AS TEXT) IS NULL OR name = $1", {Null{}});
  ASSERT_OK(optional);
  EXPECT_EQ(optional->size(), 1U);
}

TEST_P(DatabaseTest, GivesSumsAndAveragesAsNumbers) {
  ASSERT_OK(writer_->execute("INSERT INTO things (id, real) VALUES (1, 0.5), (20000, 1), (4, 3)"));
  const auto rows = writer_->query(
      "SELECT sum(id), sum(real), avg(id), max(id) > 3, sum(-id), sum(id) - sum(id) FROM things",
      {});
  ASSERT_OK(rows);
  const Row& row = rows->at(0);
  EXPECT_EQ(row[0].integer(), 20005);
  EXPECT_EQ(row[1].real(), 4.5);
  EXPECT_NEAR(row[2].real(), 20005 / 3.0, 1e-6);
  EXPECT_EQ(row[3].integer(), 1);
  EXPECT_EQ(row[4].integer(), -20005);
  EXPECT_EQ(row[5].integer(), 0);
}

TEST_P(DatabaseTest, CountsChangedRows) {
  ASSERT_OK(insert(*writer_, 1, "a"));
  ASSERT_OK(insert(*writer_, 2, "b"));
  EXPECT_EQ(writer_->execute("UPDATE things SET real = 1 WHERE id >= $1", {1}), 2U);
  EXPECT_EQ(writer_->execute("UPDATE things SET real = 1 WHERE id >= $1", {9}), 0U);
  EXPECT_EQ(writer_->execute("INSERT INTO things (id) VALUES ($1) ON CONFLICT DO NOTHING", {1}),
            0U);
  EXPECT_EQ(writer_->execute("INSERT INTO things (id, name) VALUES ($1, $2) "
                             "ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                             {1, "c"}),
            1U);
  EXPECT_EQ(writer_->execute("CREATE TABLE others (id BIGINT)"), 0U);
  const auto returned = writer_->query("DELETE FROM things WHERE id = $1 RETURNING name", {1});
  ASSERT_OK(returned);
  EXPECT_EQ(returned->at(0)[0].text(), "c");
}

TEST_P(DatabaseTest, ComparesTextByteByByte) {
  ASSERT_OK(writer_->execute_script("DROP TABLE things"));
  ASSERT_OK(migrate(*open()));
  for (const char* name : {"b", "B", "a-b", "ab", "a", "é", "Z"}) {
    ASSERT_OK(writer_->execute("INSERT INTO facts (name, value) VALUES ($1, '')", {name}));
  }
  const auto rows = writer_->query("SELECT name FROM facts ORDER BY name", {});
  ASSERT_OK(rows);
  std::string order;
  for (const Row& row : *rows) order += row[0].text() + " ";
  EXPECT_EQ(order, "B Z a a-b ab b é ");
}

TEST_P(DatabaseTest, TellsDuplicatesFromOtherErrors) {
  ASSERT_OK(insert(*writer_, 1, "a"));
  const auto key = insert(*writer_, 1, "b");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::kAlreadyExists);
  const auto unique = insert(*writer_, 2, "a");
  ASSERT_FALSE(unique);
  EXPECT_EQ(unique.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(unique.error().where, "INSERT INTO things (id, name) VALUES ($1, $2)");

  const struct {
    const char* sql;
    std::vector<Value> parameters;
  } rows[] = {
      {"SELEC 1", {}},
      {"SELECT nothing FROM things", {}},
      {"SELECT 1; SELECT 2", {}},
      {"SELECT id FROM things WHERE id = $1", {}},
      {"SELECT id FROM things WHERE id = $1", {1, 2}},
      {"INSERT INTO things (id) VALUES (NULL)", {}},
  };
  for (const auto& row : rows) {
    if (GetParam() == Dialect::kSqlite && std::string(row.sql).find("NULL") != std::string::npos) {
      continue;  // SQLite takes NULL in a primary key
    }
    const auto result = writer_->query(row.sql, row.parameters);
    ASSERT_FALSE(result) << row.sql;
    EXPECT_EQ(result.error().code, ErrorCode::kInternal) << problem(result);
    EXPECT_EQ(result.error().where, row.sql);
  }
  EXPECT_EQ(count(*writer_), 1);  // the connection goes on
}

TEST_P(DatabaseTest, ReadersSeeWhatIsCommitted) {
  const auto reader = database_->reader();
  ASSERT_OK(reader);
  ASSERT_OK(writer_->begin());
  ASSERT_OK(insert(*writer_, 1, "a"));
  EXPECT_EQ(count(**reader), 0);
  EXPECT_EQ(count(*writer_), 1);
  ASSERT_OK(writer_->commit());
  EXPECT_EQ(count(**reader), 1);

  ASSERT_OK(writer_->begin());
  ASSERT_OK(insert(*writer_, 2, "b"));
  writer_->rollback();
  EXPECT_EQ(count(**reader), 1);
  EXPECT_EQ(count(*writer_), 1);
}

TEST_P(DatabaseTest, ATransactionThatFailedDoesNothingMore) {
  ASSERT_OK(writer_->begin());
  ASSERT_OK(insert(*writer_, 1, "a"));
  EXPECT_EQ(insert(*writer_, 1, "a").error().code, ErrorCode::kAlreadyExists);
  EXPECT_FALSE(insert(*writer_, 2, "b"));
  EXPECT_FALSE(writer_->query("SELECT 1", {}));
  EXPECT_FALSE(writer_->commit());
  EXPECT_EQ(count(*writer_), 0);

  ASSERT_OK(writer_->begin());
  ASSERT_OK(insert(*writer_, 3, "c"));
  EXPECT_FALSE(writer_->query("SELEC", {}));
  writer_->rollback();
  EXPECT_EQ(count(*writer_), 0);
  ASSERT_OK(insert(*writer_, 4, "d"));
}

TEST_P(DatabaseTest, ASavepointTakesAnErrorBack) {
  ASSERT_OK(writer_->begin());
  ASSERT_OK(insert(*writer_, 1, "a"));
  ASSERT_OK(writer_->execute("SAVEPOINT one"));
  ASSERT_OK(insert(*writer_, 2, "b"));
  EXPECT_FALSE(insert(*writer_, 2, "b"));
  ASSERT_OK(writer_->execute("ROLLBACK TO one"));
  ASSERT_OK(writer_->execute("RELEASE one"));
  ASSERT_OK(insert(*writer_, 3, "c"));
  ASSERT_OK(writer_->commit());
  EXPECT_EQ(count(*writer_), 2);
}

TEST_P(DatabaseTest, ALeaseGivenBackLeavesNoTransaction) {
  ASSERT_OK(writer_->begin());
  ASSERT_OK(insert(*writer_, 1, "a"));
  writer_.reset();
  auto again = database_->writer();
  ASSERT_OK(again);
  EXPECT_EQ(count(**again), 0);
  ASSERT_OK((*again)->begin());
  EXPECT_FALSE((*again)->begin());
}

TEST_P(DatabaseTest, ExecutesRowsAllOrNone) {
  std::vector<Row> rows;
  for (int64_t i = 0; i < 5'000; ++i) {
    rows.push_back({i, i % 3 == 0 ? Value(Null{}) : Value("n" + std::to_string(i)),
                    Blob{std::string(250, static_cast<char>(i % 256))}});
  }
  const char* const sql = "INSERT INTO things (id, name, bytes) VALUES ($1, $2, $3)";
  ASSERT_OK(writer_->execute_each(sql, rows));
  EXPECT_EQ(count(*writer_), 5'000);
  const auto back = writer_->query("SELECT name, bytes FROM things WHERE id = $1", {4'999});
  ASSERT_OK(back);
  EXPECT_EQ(back->at(0)[0].text(), "n4999");
  EXPECT_EQ(back->at(0)[1].blob(), std::string(250, static_cast<char>(4'999 % 256)));
  EXPECT_OK(writer_->execute_each(sql, {}));

  for (Row& row : rows) row[0] = row[0].integer() + 10'000, row[1] = Null{};
  rows[4'000][0] = 5;  // is there
  const auto twice = writer_->execute_each(sql, rows);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(count(*writer_), 5'000);

  ASSERT_OK(writer_->begin());
  rows[4'000][0] = 14'000;
  ASSERT_OK(writer_->execute_each(sql, rows));
  EXPECT_EQ(count(*writer_), 10'000);
  writer_->rollback();
  EXPECT_EQ(count(*writer_), 5'000);
}

TEST_P(DatabaseTest, ServesManyThreads) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 12; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 30; ++i) {
        const auto reader = database_->reader();
        ASSERT_OK(reader);
        const auto rows = (*reader)->query("SELECT $1 + $2", {thread, i});
        ASSERT_OK(rows);
        ASSERT_EQ(rows->at(0)[0].integer(), thread + i);
      }
    });
  }
  for (int64_t i = 0; i < 50; ++i) EXPECT_OK(insert(*writer_, i, Null{}));
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count(*writer_), 50);
}

TEST_P(DatabaseTest, SaysSoWhenNoConnectionComesFree) {
  const auto small = open({.readers = 2, .wait = std::chrono::milliseconds(20)});
  auto first = small->reader();
  const auto second = small->reader();
  ASSERT_OK(first);
  ASSERT_OK(second);
  const auto third = small->reader();
  EXPECT_EQ(problem(third), "all 2 connections to the database were in use for 20 ms");
  EXPECT_EQ(third.error().code, ErrorCode::kUnavailable);
  first->reset();
  EXPECT_OK(small->reader());
}

TEST_P(DatabaseTest, AReaderWaitsForAConnection) {
  const auto small = open({.readers = 1, .wait = std::chrono::seconds(10)});
  auto first = small->reader();
  ASSERT_OK(first);
  std::thread other([&] { EXPECT_OK(small->reader()); });
  first->reset();
  other.join();
}

GS_ON_BOTH(DatabaseTest);

}  // namespace
}  // namespace gs::res::store
