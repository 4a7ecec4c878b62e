#include "res/store/migrations.h"

#include <array>
#include <thread>

#include "store_fixture.h"

namespace gs::res::store {
namespace {

class MigrationsTest : public StoreTest {
 protected:
  int64_t version(Database& database) {
    const auto reader = database.reader();
    EXPECT_OK(reader);
    const auto version = schema_version(**reader);
    EXPECT_OK(version);
    return version.value_or(-1);
  }
};

constexpr std::array kSteps{
    MigrationStep{.version = 1, .script = "CREATE TABLE a (x TEXT);"},
    MigrationStep{.version = 2,
                  .script = "ALTER TABLE a ADD COLUMN y BIGINT; INSERT INTO a VALUES ('one', 2);"},
    MigrationStep{.version = 3, .script = "CREATE TABLE b (x TEXT); SELEC;"},
};

TEST_P(MigrationsTest, MakesTheTablesOnce) {
  const auto database = open();
  ASSERT_OK(migrate(*database));
  ASSERT_OK(migrate(*database));
  EXPECT_EQ(version(*database), migration_steps().back().version);
  const auto writer = database->writer();
  ASSERT_OK(writer);
  for (const char* table : {"log_head", "log_batches", "log_leaves", "log_tiles", "log_checkpoints",
                            "records", "evidence", "models", "segments", "runtime", "incidents",
                            "outbox", "snapshots", "documents", "facts", "blobs"}) {
    EXPECT_OK((*writer)->query(std::string("SELECT count(*) FROM ") + table, {}));
  }
  const char* const head =
      "INSERT INTO log_head (one, size, root, epoch, batch) VALUES (1, $1, $2, 0, '')";
  EXPECT_OK((*writer)->execute(head, {0, Blob{"root"}}));
  EXPECT_EQ((*writer)->execute(head, {0, Blob{"root"}}).error().code, ErrorCode::kAlreadyExists);
}

TEST_P(MigrationsTest, StepsThatStartTogetherHappenOnce) {
  for (int round = 0; round < 3; ++round) {
    std::vector<std::thread> replicas;
    for (int i = 0; i < 4; ++i) {
      replicas.emplace_back([this] {
        const auto database = open();
        ASSERT_NE(database, nullptr);
        EXPECT_OK(migrate(*database));
      });
    }
    for (std::thread& replica : replicas) replica.join();
  }
  EXPECT_EQ(version(*open()), migration_steps().back().version);
}

TEST_P(MigrationsTest, GoesOnFromTheVersionThatIsThere) {
  const auto database = open();
  ASSERT_OK(migrate(*database, std::span(kSteps).first(1)));
  EXPECT_EQ(version(*database), 1);
  ASSERT_OK(migrate(*database, std::span(kSteps).first(2)));
  EXPECT_EQ(version(*database), 2);
  const auto reader = database->reader();
  const auto rows = (*reader)->query("SELECT x, y FROM a", {});
  ASSERT_OK(rows);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->at(0)[1].integer(), 2);
}

TEST_P(MigrationsTest, AStepThatFailsLeavesNothing) {
  const auto database = open();
  const auto failed = migrate(*database, kSteps);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kInternal);
  EXPECT_EQ(version(*database), 2);
  const auto reader = database->reader();
  EXPECT_FALSE((*reader)->query("SELECT count(*) FROM b", {}));
}

TEST_P(MigrationsTest, RefusesTheTablesOfANewerProgram) {
  const auto database = open();
  ASSERT_OK(migrate(*database, std::span(kSteps).first(2)));
  const auto older = migrate(*database, std::span(kSteps).first(1));
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(older.error().message,
            "the database has tables of version 2, this program knows versions up to 1: start the "
            "newer program");
}

TEST(SpelledForTest, GivesTextOnPostgresTheOrderOfBytes) {
  EXPECT_EQ(spelled_for(Dialect::kSqlite, "a TEXT, TEXTS"), "a TEXT, TEXTS");
  EXPECT_EQ(spelled_for(Dialect::kPostgres, "a TEXT, TEXTS, b TEXT"),
            "a TEXT COLLATE \"C\", TEXTS, b TEXT COLLATE \"C\"");
  EXPECT_EQ(spelled_for(Dialect::kPostgres, ""), "");
}

GS_ON_BOTH(MigrationsTest);

}  // namespace
}  // namespace gs::res::store
