// One suite for both databases: a test of StoreTest runs on SQLite and on PostgreSQL, each time on
// a database of its own without tables.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "fixtures/postgres_server.h"
#include "fixtures/temporary_folder.h"
#include "res/store/database.h"

namespace gs::res::store {

using test::TemporaryFolder;

class StoreTest : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    storage_ = folder_ / "data";
    if (GetParam() == Dialect::kSqlite) return;
    server_ = fixtures::PostgresServer::shared();
    if (server_ == nullptr) GTEST_SKIP() << "no PostgreSQL server is installed";
    storage_ = server_->make_database();
  }

  std::unique_ptr<Database> open(DatabaseOptions options = {}) const {
    auto database = open_database(storage_, options);
    if (!database) ADD_FAILURE() << database.error().to_string();
    return database ? *std::move(database) : nullptr;
  }

  TemporaryFolder folder_;
  std::string storage_;
  fixtures::PostgresServer* server_ = nullptr;
};

inline std::string dialect_name(const ::testing::TestParamInfo<Dialect>& row) {
  return row.param == Dialect::kSqlite ? "Sqlite" : "Postgres";
}

// What a Result or Status says went wrong; "" when it went well.
template <typename T>
std::string problem(const Result<T>& result) {
  return result ? "" : result.error().to_string();
}

}  // namespace gs::res::store

#define EXPECT_OK(expression) EXPECT_EQ(problem(expression), "")
#define ASSERT_OK(expression) ASSERT_EQ(problem(expression), "")

// Runs the tests of a suite derived from StoreTest on both.
#define GS_ON_BOTH(suite)                                                                    \
  INSTANTIATE_TEST_SUITE_P(, suite, ::testing::Values(Dialect::kSqlite, Dialect::kPostgres), \
                           dialect_name)
