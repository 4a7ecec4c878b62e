// What only SQLite does: its files.
#include <fstream>
#include <thread>

#include "res/store/database.h"
#include "store_fixture.h"

namespace gs::res::store {
namespace {

std::string bytes_of(const std::string& path) {
  return PosixFiles().read(path).value_or("");
}

class SqliteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto database = open_sqlite(folder_ / "data", {.wait = std::chrono::milliseconds(200)});
    ASSERT_OK(database);
    database_ = *std::move(database);
    ASSERT_OK(migrate(*database_));
  }
  // All bytes of the database's files.
  std::string on_disk() const {
    return bytes_of(folder_ / "data/res.sqlite") + bytes_of(folder_ / "data/res.sqlite-wal");
  }

  TemporaryFolder folder_;
  std::unique_ptr<Database> database_;
};

TEST_F(SqliteTest, ItsFilesAreTheOwnersAlone) {
  for (const char* name : {"data/res.sqlite", "data/res.sqlite-wal"}) {
    const auto mode = std::filesystem::status(folder_ / name).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << name;
  }
}

TEST_F(SqliteTest, ReadersCannotWrite) {
  const auto reader = database_->reader();
  ASSERT_OK(reader);
  const auto written = (*reader)->execute("DELETE FROM facts");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(problem(written).find("read-only"), std::string::npos) << problem(written);
}

TEST_F(SqliteTest, AnotherWriterIsWaitedForSoLong) {
  const auto other = open_sqlite(folder_ / "data", {.wait = std::chrono::milliseconds(20)});
  ASSERT_OK(other);
  const auto first = database_->writer();
  const auto second = (*other)->writer();
  ASSERT_OK((*first)->begin());
  const auto refused = (*second)->begin();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(problem(refused).find("another program or thread held the database too long"),
            std::string::npos);
  (*first)->rollback();
  EXPECT_OK((*second)->begin());
}

TEST_F(SqliteTest, CopiesWhileOthersWrite) {
  auto writer = database_->writer();
  ASSERT_OK(writer);
  ASSERT_OK((*writer)->execute("INSERT INTO facts (name, value) VALUES ('a', 'committed')"));
  ASSERT_OK((*writer)->begin());
  ASSERT_OK((*writer)->execute("INSERT INTO facts (name, value) VALUES ('b', 'not yet')"));
  std::filesystem::create_directory(folder_ / "copy");
  ASSERT_OK(database_->copy_to(folder_ / "copy/res.sqlite"));
  ASSERT_OK((*writer)->commit());

  const auto copy = open_sqlite(folder_ / "copy", {});
  ASSERT_OK(copy);
  const auto rows = (*(*copy)->reader())->query("SELECT name FROM facts", {});
  ASSERT_OK(rows);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->at(0)[0].text(), "a");

  const auto again = database_->copy_to(folder_ / "copy/res.sqlite");
  EXPECT_EQ(again.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(database_->copy_to(folder_ / "none/res.sqlite").error().code, ErrorCode::kNotFound);
}

TEST_F(SqliteTest, ErasedContentIsGoneFromTheFiles) {
  constexpr int kRows = 2'000;
  const auto marker = [](int i) { return "personal-" + std::to_string(100'000 + i * 7) + "-end"; };
  auto writer = database_->writer();
  ASSERT_OK(writer);
  for (int from = 0; from < kRows; from += 100) {
    std::vector<Row> rows;
    for (int i = from; i < from + 100; ++i) {
      // Some small, some that spill to other pages.
      const std::string content =
          marker(i) + std::string(static_cast<size_t>(i % 17) * 700, 'c') + marker(i);
      rows.push_back({i, "ref" + std::to_string(i), Blob{"salt"}, content});
    }
    ASSERT_OK((*writer)->execute_each(
        "INSERT INTO records (leaf_index, kind, event, ref, subject, model, ts, actor, salt, "
        "content) VALUES ($1, '', '', $2, '', '', 0, '', $3, $4)",
        rows));
  }
  EXPECT_NE(on_disk().find(marker(3)), std::string::npos);
  for (int i = 0; i < kRows; i += 3) {
    ASSERT_OK((*writer)->execute(
        "UPDATE records SET salt = NULL, content = NULL, erased_at = 1 WHERE leaf_index = $1",
        {i}));
  }
  writer->reset();
  ASSERT_OK(database_->forget_deleted());
  const std::string left = on_disk();
  for (int i = 0; i < kRows; ++i) {
    EXPECT_EQ(left.find(marker(i)) == std::string::npos, i % 3 == 0) << i;
  }
}

TEST_F(SqliteTest, SaysSoWhenReadersKeepWhatWasDeleted) {
  auto writer = database_->writer();
  ASSERT_OK((*writer)->execute("INSERT INTO facts (name, value) VALUES ('a', 'b')"));
  const auto reader = database_->reader();
  ASSERT_OK((*reader)->query("BEGIN", {}));
  ASSERT_OK((*reader)->query("SELECT * FROM facts", {}));
  ASSERT_OK((*writer)->execute("DELETE FROM facts"));
  writer->reset();
  const auto kept = database_->forget_deleted();
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, ErrorCode::kUnavailable);
  ASSERT_OK((*reader)->query("COMMIT", {}));
  EXPECT_OK(database_->forget_deleted());
}

TEST_F(SqliteTest, AFullDiskIsUnavailableUntilThereIsRoom) {
  const auto writer = database_->writer();
  ASSERT_OK((*writer)->query("PRAGMA max_page_count = 200", {}));
  ASSERT_OK((*writer)->begin());
  const std::string sql = "INSERT INTO facts (name, value) VALUES ($1, $2)";
  Result<uint64_t> done = uint64_t{0};
  for (int i = 0; i < 100 && done; ++i)
    done = (*writer)->execute(sql, {i, std::string(20'000, 'x')});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(problem(done).find("the disk is full"), std::string::npos) << problem(done);
  EXPECT_FALSE((*writer)->execute(sql, {"z", ""}));  // not by itself, outside the transaction
  EXPECT_FALSE((*writer)->commit());
  ASSERT_OK((*writer)->query("PRAGMA max_page_count = 100000", {}));
  const auto rows = (*writer)->query("SELECT count(*) FROM facts", {});
  EXPECT_EQ(rows->at(0)[0].integer(), 0);
  EXPECT_OK((*writer)->execute(sql, {"z", ""}));
}

TEST_F(SqliteTest, NamesADamagedFile) {
  database_.reset();
  const std::string path = folder_ / "data/res.sqlite";
  const std::string good = bytes_of(path);
  std::string bad = good;
  bad.replace(0, 16, "not a database!!");
  ASSERT_OK(PosixFiles().replace(path, bad));
  const auto other = open_sqlite(folder_ / "data", {});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kInternal);
  EXPECT_EQ(problem(other), "the database file is damaged: file is not a database (" + path + ")");

  bad = good;
  std::fill(bad.begin() + 4096, bad.end(), '\x55');
  ASSERT_OK(PosixFiles().replace(path, bad));
  const auto pages = open_sqlite(folder_ / "data", {});
  ASSERT_FALSE(pages);
  EXPECT_EQ(pages.error().code, ErrorCode::kInternal);
  EXPECT_EQ(pages.error().where, path);
}

TEST_F(SqliteTest, AFolderThatCannotBeIsRefused) {
  ASSERT_OK(PosixFiles().replace(folder_ / "file", "x"));
  EXPECT_EQ(open_sqlite(folder_ / "file", {}).error().code, ErrorCode::kIo);
  std::filesystem::create_directories(folder_ / "odd/res.sqlite");
  const auto odd = open_sqlite(folder_ / "odd", {});
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace gs::res::store
