// What only PostgreSQL does: a server that is elsewhere, stops, and keeps others waiting.
#include <atomic>
#include <thread>

#include "fixtures/postgres_server.h"
#include "res/store/database.h"
#include "res/store/postgres_connection.h"
#include "res/store/postgres_error.h"
#include "res/store/postgres_url.h"
#include "store_fixture.h"

namespace gs::res::store {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

TEST(PostgresUrlTest, NeverShowsWhatMayBeAPassword) {
  const struct {
    const char* url;
    const char* secret;
  } rows[] = {
      {"postgres://user:pa/secret@host:5432/db", "secret"},
      {"postgres://user:p@secret@host:5432/db", "secret"},
      {"postgres://user:secret%zz@host/db", "secret"},
      {"postgres://user:pa/x?secret@host/db", "secret"},
      {"postgres://user:secret/x@host/db", "secret"},
      {"postgres://user@host:secret/db", "secret"},
      {"postgres://user@host/db?nonsense=secret", "secret"},
  };
  for (const auto& row : rows) {
    const auto opened = open_database(row.url, {});
    ASSERT_FALSE(opened) << row.url;
    EXPECT_EQ(opened.error().code, ErrorCode::kInvalidInput) << row.url;
    EXPECT_EQ(problem(opened).find(row.secret), std::string::npos) << problem(opened);
  }
}

TEST(PostgresUrlTest, ReadsAddressAndParameters) {
  const auto url =
      parse_postgres_url("postgresql://ada:o%2Fpen@one:5433,two:5434/res?sslmode=require");
  ASSERT_OK(url);
  EXPECT_EQ(url->settings.at("password"), "o/pen");
  EXPECT_EQ(url->settings.at("sslmode"), "require");
  EXPECT_EQ(url->name, "PostgreSQL at one,two:5433,5434/res");
  EXPECT_EQ(url->without_secrets("for \"ada\" o/pen, o/pen"), "for \"ada\" ***, ***");
}

TEST(PostgresErrorTest, GivesCodesTheirMeaning) {
  const struct {
    const char* state;
    ErrorCode code;
    const char* text;
  } rows[] = {
      {"23505", ErrorCode::kAlreadyExists, "words (SQL)"},
      {"23514", ErrorCode::kInternal, "words (SQLSTATE 23514) (SQL)"},
      {"53100", ErrorCode::kUnavailable, "the disk of the server is full: words (server)"},
      {"53300", ErrorCode::kUnavailable, "the server is out of resources: words (server)"},
      {"40P01", ErrorCode::kUnavailable, "the transaction met another one: words (server)"},
      {"57P01", ErrorCode::kUnavailable, "the server is stopping or starting: words (server)"},
      {"58030", ErrorCode::kIo, "the disk of the server refused: words (server)"},
      {"22003", ErrorCode::kInvalidInput, "a value does not fit: words (SQL)"},
      {"42P01", ErrorCode::kInternal, "words (SQLSTATE 42P01) (SQL)"},
      {"25006", ErrorCode::kUnavailable, "the server is read-only: words (server)"},
      {"XX001", ErrorCode::kInternal,
       "the database is damaged or the server has a defect: words (server)"},
  };
  for (const auto& row : rows) {
    const Error error = postgres_error(row.state, "words", "SQL", "server");
    EXPECT_EQ(error.code, row.code) << row.state;
    EXPECT_EQ(error.to_string(), row.text);
  }
}

TEST(OpenDatabaseTest, SaysWhichFormsItTakes) {
  EXPECT_EQ(problem(open_database("", {})), "storage is empty");
  EXPECT_EQ(problem(open_database("mysql://me:secret@host", {})),
            "storage is a folder or a postgres:// URL, not mysql://");
}

class PostgresTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_ = fixtures::PostgresServer::shared();
    if (server_ == nullptr) GTEST_SKIP() << "no PostgreSQL server is installed";
    url_ = server_->make_database();
    options_ = {.wait = milliseconds(300), .idle_in_transaction = milliseconds(200)};
    auto database = open_database(url_, options_);
    ASSERT_OK(database);
    database_ = *std::move(database);
    ASSERT_OK(migrate(*database_));
  }

  static Status put(Connection& connection, const std::string& name) {
    GS_CHECK_OK(
        connection.execute("INSERT INTO facts (name, value) VALUES ($1, '') "
                           "ON CONFLICT (name) DO UPDATE SET value = facts.value || 'x'",
                           {name}));
    return Ok{};
  }
  int64_t count() {
    const auto reader = database_->reader();
    if (!reader) return -1;
    const auto rows = (*reader)->query("SELECT count(*) FROM facts", {});
    return rows ? (*rows)[0][0].integer() : -1;
  }
  // Until `condition` holds, at most ten seconds.
  template <typename Condition>
  static bool wait_until(Condition condition) {
    const auto deadline = Clock::now() + std::chrono::seconds(10);
    while (!condition() && Clock::now() < deadline) std::this_thread::sleep_for(milliseconds(5));
    return condition();
  }

  fixtures::PostgresServer* server_ = nullptr;
  std::string url_;
  DatabaseOptions options_;
  std::unique_ptr<Database> database_;
};

TEST_F(PostgresTest, SaysWhyItCannotConnect) {
  const auto wrong = [&](const std::string& from, const std::string& to) {
    std::string url = url_;
    url.replace(url.find(from), from.size(), to);
    const auto opened = open_postgres(url, options_);
    EXPECT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kUnavailable);
    EXPECT_NE(opened.error().where.find("PostgreSQL at 127.0.0.1:"), std::string::npos);
    return problem(opened);
  };
  EXPECT_NE(wrong("/test_", "/none_").find("does not exist"), std::string::npos);
  const std::string password = wrong(fixtures::PostgresServer::kPassword, "tellnobody");
  EXPECT_NE(password.find("password authentication failed"), std::string::npos) << password;
  EXPECT_EQ(password.find("tellnobody"), std::string::npos) << password;
}

TEST_F(PostgresTest, SetsLimitsAndDurability) {
  ASSERT_TRUE(server_->run("ALTER ROLE postgres SET synchronous_commit = off"));
  const auto database = open_database(url_, options_);
  ASSERT_TRUE(server_->run("ALTER ROLE postgres RESET synchronous_commit"));
  ASSERT_OK(database);
  const auto writer = (*database)->writer();
  const auto rows = (*writer)->query(
      "SELECT current_setting('lock_timeout'), current_setting('synchronous_commit'), "
      "current_setting('idle_in_transaction_session_timeout'), current_setting('application_name')",
      {});
  ASSERT_OK(rows);
  EXPECT_EQ((*rows)[0][0].text(), "300ms");
  EXPECT_EQ((*rows)[0][1].text(), "on");
  EXPECT_EQ((*rows)[0][2].text(), "200ms");
  EXPECT_EQ((*rows)[0][3].text(), "governed-speed");
}

TEST_F(PostgresTest, NoticesGoNowhere) {
  const auto writer = database_->writer();
  ::testing::internal::CaptureStderr();
  EXPECT_OK((*writer)->execute_script("DROP TABLE IF EXISTS nothing"));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_F(PostgresTest, ALockIsWaitedForSoLong) {
  const auto first = database_->writer();
  const auto second = database_->writer();
  ASSERT_OK((*first)->begin());
  ASSERT_OK(put(**first, "a"));
  ASSERT_OK((*second)->execute_script("SET lock_timeout = 50"));
  const auto refused = put(**second, "a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(problem(refused).find("a lock was not got in time"), std::string::npos);
}

// A replica that was paused past its time: the other one proceeds, and what it then tries fails.
TEST_F(PostgresTest, APausedTransactionIsEndedAndItsCommitFails) {
  auto paused = database_->writer();
  ASSERT_OK((*paused)->begin());
  ASSERT_OK(put(**paused, "locked"));

  const auto other = open_database(url_, {.wait = std::chrono::seconds(10)});
  ASSERT_OK(other);
  const auto writer = (*other)->writer();
  ASSERT_OK((*writer)->begin());
  ASSERT_OK(put(**writer, "locked"));  // waits until the server ends the other
  ASSERT_OK((*writer)->commit());

  const auto late = (*paused)->commit();
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(problem(late).find("idle-in-transaction"), std::string::npos) << problem(late);
  EXPECT_EQ(problem(late).find("unknown"), std::string::npos) << problem(late);
  paused->reset();
  EXPECT_EQ(count(), 1);
  EXPECT_OK(put(**database_->writer(), "more"));  // replaced
}

TEST_F(PostgresTest, AStatementOfAPausedTransactionFailsToo) {
  const auto paused = database_->writer();
  ASSERT_OK((*paused)->begin());
  ASSERT_OK(put(**paused, "locked"));
  const auto writer = database_->writer();
  ASSERT_TRUE(wait_until([&] { return put(**writer, "locked").has_value(); }));
  const auto late = put(**paused, "more");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kUnavailable) << problem(late);
  EXPECT_EQ((*paused)->commit().error().code, ErrorCode::kInternal);
  EXPECT_EQ(count(), 1);
}

TEST_F(PostgresTest, LeasesAfterARestartWork) {
  for (const int how : {SIGINT, SIGQUIT}) {
    EXPECT_OK(database_->reader());
    EXPECT_OK(database_->writer());
    ASSERT_TRUE(server_->restart(how));
    EXPECT_OK(put(**database_->writer(), "a"));
    EXPECT_EQ(count(), 1);
  }
}

TEST_F(PostgresTest, AServerThatIsAwayIsUnavailable) {
  auto held = database_->writer();
  server_->stop(SIGINT);
  const auto written = put(**held, "a");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kUnavailable) << problem(written);
  held->reset();
  const auto lease = database_->writer();
  EXPECT_EQ(lease.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(problem(lease).find("cannot connect"), std::string::npos) << problem(lease);
  ASSERT_TRUE(server_->start());
  EXPECT_OK(put(**database_->writer(), "a"));
}

TEST_F(PostgresTest, ARestartMidBatchIsUnavailableAndTheRowsAreAllOrNone) {
  constexpr int64_t kRows = 2'000;
  for (const int how : {SIGINT, SIGQUIT}) {
    std::atomic<int64_t> committed{0};
    std::atomic<bool> broken{false};
    Error error;
    std::thread writer([&] {
      for (int64_t batch = 0; batch < 10'000 && !broken; ++batch) {
        const auto lease = database_->writer();
        std::vector<Row> rows;
        for (int64_t i = 0; i < kRows; ++i) rows.push_back({batch * kRows + i, Blob{"leaf"}});
        const Status done =
            lease ? (*lease)->execute_each(
                        "INSERT INTO log_leaves (leaf_index, leaf) VALUES ($1, $2)", rows)
                  : Status(tl::unexpected(lease.error()));
        if (done) committed += kRows;
        if (!done) error = done.error(), broken = true;
      }
    });
    EXPECT_TRUE(wait_until([&] { return committed >= 3 * kRows; }));
    ASSERT_TRUE(server_->restart(how));
    EXPECT_TRUE(wait_until([&] { return broken.load(); }) || committed > 0);
    broken = true;
    writer.join();
    EXPECT_EQ(error.code, ErrorCode::kUnavailable) << error.to_string();
    const auto rows = (*database_->reader())->query("SELECT count(*) FROM log_leaves", {});
    ASSERT_OK(rows);
    const int64_t there = (*rows)[0][0].integer();
    // The batch whose commit() broke may have happened; nothing else may be missing or half there.
    EXPECT_TRUE(there == committed || there == committed + kRows) << there << " " << committed;
    ASSERT_TRUE(server_->run("TRUNCATE log_leaves", url_.substr(url_.rfind('/') + 1)));
  }
}

TEST_F(PostgresTest, ACommitWhoseConnectionBreaksSaysThatItIsUnknown) {
  const auto writer = database_->writer();
  ASSERT_OK((*writer)->begin());
  ASSERT_OK(put(**writer, "a"));
  // Ends the connection from inside the commit.
  ASSERT_OK((*writer)->execute_script(
      "CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS "
      "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';"
      "CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON facts DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION hang_up()"));
  ASSERT_OK(put(**writer, "b"));
  const auto committed = (*writer)->commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(committed.error().message.starts_with(
      "the connection broke in COMMIT, it is unknown whether it happened: "))
      << problem(committed);
  EXPECT_EQ(count(), 0);
}

TEST_F(PostgresTest, PreparedStatementsAreForgottenBeforeTheyAreTooMany) {
  const auto reader = database_->reader();
  for (int i = 0; i < 1'100; ++i) {
    const auto rows = (*reader)->query("SELECT $1 + " + std::to_string(i), {1});
    ASSERT_OK(rows);
    ASSERT_EQ((*rows)[0][0].integer(), i + 1);
  }
  const auto prepared = (*reader)->query("SELECT count(*) FROM pg_prepared_statements", {});
  EXPECT_LE((*prepared)[0][0].integer(), 512);
}

TEST_F(PostgresTest, ForgetsWhatWasDeletedAndCopiesNothing) {
  ASSERT_OK(put(**database_->writer(), "a"));
  EXPECT_OK(database_->forget_deleted());
  const auto rows =
      (*database_->reader())
          ->query("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = $1", {"facts"});
  ASSERT_OK(rows);
  EXPECT_EQ(rows->at(0)[0].integer(), 1);
  EXPECT_EQ(database_->copy_to("anywhere").error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace gs::res::store
