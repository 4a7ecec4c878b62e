// One state of a database to read from, while others write to it.
//
//   GS_TRY(const auto snapshot, ReadSnapshot::begin(*database));
//   snapshot->connection()...
//
// SQLite: a read transaction of its write-ahead log; PostgreSQL: REPEATABLE READ, read only. It
// ends with the object. While it lasts SQLite cannot shorten its write-ahead log.
#pragma once

#include <memory>

#include "base/result.h"
#include "res/store/database.h"

namespace gs::res {

class ReadSnapshot {
 public:
  // The database outlives it.
  static Result<std::unique_ptr<ReadSnapshot>> begin(store::Database& database);
  ~ReadSnapshot();
  ReadSnapshot(const ReadSnapshot&) = delete;
  ReadSnapshot& operator=(const ReadSnapshot&) = delete;

  store::Connection& connection() { return *lease_; }

 private:
  explicit ReadSnapshot(store::Database::Lease lease) : lease_(std::move(lease)) {}

  store::Database::Lease lease_;
};

}  // namespace gs::res
