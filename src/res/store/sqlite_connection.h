// One connection to an SQLite file. All that knows SQLite's API is here and in sqlite_statement.h.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "res/store/connection_pool.h"
#include "res/store/sqlite_statement.h"
#include "res/store/transaction_state.h"

namespace gs::res::store {

class SqliteConnection final : public PooledConnection {
 public:
  struct Options {
    bool read_only = false;
    std::chrono::milliseconds wait{5'000};  // for locks of other connections
  };
  // `path`: of an existing file; an empty one becomes a database.
  static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, Options options);

  Result<std::vector<Row>> query(std::string_view sql, Parameters parameters) override;
  Result<uint64_t> execute(std::string_view sql, Parameters parameters) override;
  Status execute_each(std::string_view sql, std::span<const Row> rows) override;
  Status execute_script(std::string_view sql) override;
  Status begin() override;
  Status commit() override;
  void rollback() override;
  bool usable() override { return true; }

 private:
  using Handle = std::unique_ptr<sqlite3, SqliteFunction<sqlite3_close_v2>>;

  SqliteConnection(Handle handle, std::string path)
      : handle_(std::move(handle)), path_(std::move(path)) {}

  Result<SqliteStatement*> prepare(std::string_view sql);
  Status run_rows(SqliteStatement& statement, std::span<const Row> rows);

  Handle handle_;
  const std::string path_;
  std::map<std::string, std::unique_ptr<SqliteStatement>, std::less<>> statements_;
  TransactionState transaction_;
};

}  // namespace gs::res::store
