// A prepared statement of SQLite, with parameters $1, $2, ...
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "res/store/database.h"

namespace gs::res::store {

template <auto function>
struct SqliteFunction {
  template <typename T>
  void operator()(T* handle) const {
    function(handle);
  }
};

// The last error of a connection, in the words of database.h. `path` names the database.
Error sqlite_error(sqlite3* handle, const std::string& path, std::string_view sql);

// Used by the thread of its connection.
class SqliteStatement {
 public:
  static Result<std::unique_ptr<SqliteStatement>> prepare(sqlite3* handle, const std::string& path,
                                                          std::string_view sql);

  // Binds without copying: `parameters` stay until reset(). Then step() until it says false.
  Status bind(Parameters parameters);
  Result<bool> step();  // true: there is a row
  Row row() const;
  // Always after the last step(), also after an error.
  void reset();

 private:
  using Handle = std::unique_ptr<sqlite3_stmt, SqliteFunction<sqlite3_finalize>>;

  SqliteStatement(sqlite3* connection, const std::string& path, Handle handle)
      : connection_(connection), path_(path), handle_(std::move(handle)) {}

  Status find_parameters();
  int bind_one(int place, const Value& value);
  Error error() const;

  sqlite3* const connection_;
  const std::string& path_;
  Handle handle_;
  // For SQLite's i-th parameter the number behind its "$", from 0. SQLite takes "$2" for a name.
  std::vector<size_t> numbers_;
  size_t expected_ = 0;
};

}  // namespace gs::res::store
