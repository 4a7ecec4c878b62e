

#include "res/store/connection_pool.h"
#include "res/store/database.h"
#include "res/store/sqlite_connection.h"

namespace gs::res::store {
namespace {

// An empty file of the owner alone; SQLite gives its other files the same permissions.
Status make_file(const std::string& path) {
  PosixFiles files;
  GS_TRY(const auto file, files.create(path, true));
  return file->close();
}

// VACUUM INTO does not sync what it writes.
Status sync_file(const std::string& path) {
  PosixFiles files;
  GS_TRY(const auto file, files.open_for_append(path));
  GS_CHECK_OK(file->sync());
  GS_CHECK_OK(file->close());
  const size_t slash = path.rfind('/');
  return files.sync_folder(slash == std::string::npos ? "." : path.substr(0, slash + 1));
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string path, DatabaseOptions options)
      : path_(std::move(path)),
        options_(options),
        readers_([this] { return open(true); }, options.readers, options.wait),
        writers_([this] { return open(false); }, 1, options.wait) {}

  Dialect dialect() const override { return Dialect::kSqlite; }
  Result<Lease> reader() override { return readers_.lease(); }
  Result<Lease> writer() override { return writers_.lease(); }
  Status copy_to(const std::string& path) override;
  Status forget_deleted() override;

 private:
  Result<std::unique_ptr<PooledConnection>> open(bool read_only) const {
    return SqliteConnection::open(path_, {.read_only = read_only, .wait = options_.wait});
  }

  const std::string path_;
  const DatabaseOptions options_;
  ConnectionPool readers_;
  ConnectionPool writers_;
};

Status SqliteDatabase::copy_to(const std::string& path) {
  GS_CHECK_OK(make_file(path));
  // A connection of its own: those of the pool are read-only, and the writer would have to wait.
  GS_TRY(const auto connection, open(false));
  const auto copied = connection->execute("VACUUM INTO $1", {path});
  if (copied) return sync_file(path);
  (void)PosixFiles().remove(path);  // half a copy helps nobody; the first error is the one to tell
  return tl::unexpected(copied.error());
}

Status SqliteDatabase::forget_deleted() {
  GS_TRY(const Lease connection, writer());
  GS_TRY(const auto rows, connection->query("PRAGMA wal_checkpoint(TRUNCATE)", {}));
  if (!rows.empty() && rows[0][0].integer() == 0) return Ok{};
  return fail(ErrorCode::kUnavailable,
              "readers held the write-ahead log, it was not emptied of what was deleted", path_);
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::string& folder, DatabaseOptions options) {
  PosixFiles files;
  GS_CHECK_OK(files.make_folder(folder));
  const std::string path = folder + "/res.sqlite";
  if (!files.exists(path)) {
    const Status made = make_file(path);
    // Somebody else may make it at the same time; that is as good.
    if (!made && made.error().code != ErrorCode::kAlreadyExists) {
      return tl::unexpected(made.error());
    }
    GS_CHECK_OK(files.sync_folder(folder));
  }
  std::unique_ptr<Database> database = std::make_unique<SqliteDatabase>(path, options);
  GS_CHECK_OK(database->writer());  // says now what is wrong with the file or the disk
  return database;
}

}  // namespace gs::res::store
