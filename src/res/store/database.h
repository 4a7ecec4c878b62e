// The database as RES sees it: SQLite or PostgreSQL behind one small interface, so that every table
// of RES is written once, in SQL that both speak, with parameters $1, $2, ...
//
//   GS_TRY(auto rows, connection.query("SELECT id FROM evidence WHERE model_version = $1",
//   {model})); for (const Row& row : rows) use(row[0].text());
//
// SQL that both speak: BIGINT, TEXT, BYTEA, DOUBLE PRECISION; INSERT ... ON CONFLICT DO NOTHING or
// DO UPDATE; RETURNING; LIMIT. Times are BIGINT microseconds since 1970, JSON is TEXT.
// Statements are prepared once a connection, by the text of the SQL, so build texts from a fixed
// set. Every parameter of a statement is used in it. PostgreSQL takes the type of a parameter from
// its value and that of a NULL from its place in the SQL: where the place says none ("$1 IS NULL"),
// write CAST($1 AS TEXT). Texts compare byte by byte on both.
//
// Text with U+0000, text that is not UTF-8, and a double that is no number are kInvalidInput on
// both, since not both can hold them.
//
// After an error inside a transaction every further statement of it fails on both, until rollback()
// or, with "SAVEPOINT s" before, "ROLLBACK TO s".
//
// Errors: kUnavailable (the server is away, the disk is full, a lock was not got in time: nothing
// was done, or, after commit(), it is not known whether), kAlreadyExists (a unique key), kIo,
// kInternal with the SQL in `where`.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/digest.h"
#include "base/files.h"
#include "base/result.h"

namespace gs::res::store {

struct Null {};
struct Blob {
  std::string bytes;
};

class Value {
 public:
  Value() = default;  // NULL
  Value(Null) {}
  Value(int64_t number) : value_(number) {}
  Value(uint64_t number) : value_(static_cast<int64_t>(number)) {}
  Value(int number) : value_(static_cast<int64_t>(number)) {}
  Value(unsigned number) : value_(static_cast<int64_t>(number)) {}
  Value(double number) : value_(number) {}
  Value(std::string text) : value_(std::move(text)) {}
  Value(std::string_view text) : value_(std::string(text)) {}
  Value(const char* text) : value_(std::string(text)) {}
  Value(Blob blob) : value_(std::move(blob)) {}

  // Of a column whose type the caller knows; zero or empty for NULL and for other types.
  bool is_null() const { return std::holds_alternative<Null>(value_); }
  int64_t integer() const;
  double real() const;  // an integer too
  const std::string& text() const;
  const std::string& blob() const;

  const std::variant<Null, int64_t, double, std::string, Blob>& variant() const { return value_; }

 private:
  std::variant<Null, int64_t, double, std::string, Blob> value_;
};

using Row = std::vector<Value>;
using Parameters = std::span<const Value>;

// Used by one thread at a time.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual Result<std::vector<Row>> query(std::string_view sql, Parameters parameters) = 0;
  // Rows changed.
  virtual Result<uint64_t> execute(std::string_view sql, Parameters parameters) = 0;
  // The statement once for each row, in as few round trips as there may be; outside a transaction
  // in one of its own, so that all rows are changed or none.
  virtual Status execute_each(std::string_view sql, std::span<const Row> rows) = 0;
  // Statements without parameters, separated by semicolons: migrations.
  virtual Status execute_script(std::string_view sql) = 0;

  // begin(): SQLite takes the write lock (BEGIN IMMEDIATE); PostgreSQL READ COMMITTED, with a limit
  // on how long the transaction may sit idle, so that a paused process does not hold its locks.
  virtual Status begin() = 0;
  virtual Status commit() = 0;
  virtual void rollback() = 0;  // also after any error

  Result<std::vector<Row>> query(std::string_view sql, std::initializer_list<Value> values) {
    return query(sql, Parameters(values.begin(), values.size()));
  }
  Result<uint64_t> execute(std::string_view sql, std::initializer_list<Value> values = {}) {
    return execute(sql, Parameters(values.begin(), values.size()));
  }
};

enum class Dialect : uint8_t { kSqlite, kPostgres };

// Safe from any thread. Outlives its leases.
class Database {
 public:
  virtual ~Database() = default;
  virtual Dialect dialect() const = 0;

  // A connection of the pool, given back when the pointer goes. Waits for a free one, at most the
  // time of DatabaseOptions::wait. A connection that is broken is replaced. reader(): for queries
  // outside transactions; sees what was committed. writer(): the caller takes care that there is
  // one writer a process (res/log does).
  using Lease = std::unique_ptr<Connection, std::function<void(Connection*)>>;
  virtual Result<Lease> reader() = 0;
  virtual Result<Lease> writer() = 0;

  // SQLite: a consistent, durable copy of the whole database as one new file at `path`, while
  // others read and write. PostgreSQL: kInvalidInput (res/verify writes its rows instead).
  virtual Status copy_to(const std::string& path) = 0;

  // After the commit of an erasure: what was deleted goes from the files too. Slow; not inside a
  // transaction; no lease of writer() in the same thread. kUnavailable: readers were in the way,
  // try again.
  // SQLite: deleted bytes are overwritten at once (secure_delete), and this empties the write-ahead
  // log, which held their earlier state. PostgreSQL: VACUUM of the tables of RES. What the server
  // keeps beyond that is its operator's: write-ahead log until recycled, archives, standbys, base
  // backups, and bytes of a freed page until the page is used again.
  virtual Status forget_deleted() = 0;
};

struct DatabaseOptions {
  unsigned readers = 8;
  std::chrono::milliseconds wait{5'000};                 // for a connection, for a lock
  std::chrono::milliseconds idle_in_transaction{5'000};  // PostgreSQL: then the server ends it
};

// <folder>/res.sqlite: WAL, synchronous=FULL, foreign keys on, secure_delete on.
Result<std::unique_ptr<Database>> open_sqlite(const std::string& folder, DatabaseOptions options);
// postgres://user:password@host:port/name?..., as libpq reads it. Version 15 and later. Passwords
// never show in errors.
Result<std::unique_ptr<Database>> open_postgres(const std::string& url, DatabaseOptions options);
// By the form of `storage`: a folder or a postgres:// (postgresql://) URL.
Result<std::unique_ptr<Database>> open_database(const std::string& storage,
                                                DatabaseOptions options);

// Brings the tables to the newest version, each step in a transaction of its own; several replicas
// may try at once. kInvalidInput: a database of a newer program.
Status migrate(Database& database);

}  // namespace gs::res::store
