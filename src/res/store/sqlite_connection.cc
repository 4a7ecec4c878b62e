#include "res/store/sqlite_connection.h"

#include <fmt/format.h>

#include "res/store/storable.h"

namespace gs::res::store {
namespace {

// More texts than RES has; beyond it somebody builds SQL from values.
constexpr size_t kMostStatements = 512;

// synchronous=FULL: a commit is on the disk before it returns. secure_delete: erased content is
// overwritten. The checkpoint moves 16 MiB at a time, so that a long run of small batches does not
// pay for one every few milliseconds; afterwards the log is cut to that size again.
constexpr std::string_view kSetUp =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
    "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4000; "
    "PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -16000; "
    "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;";

constexpr std::string_view kReadOnly = "PRAGMA query_only = ON;";

// Gives a statement back to its cache, also on the way out of an error.
class Use {
 public:
  explicit Use(SqliteStatement& statement) : statement_(statement) {}
  ~Use() { statement_.reset(); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  SqliteStatement& statement_;
};

}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path,
                                                                 Options options) {
  sqlite3* raw = nullptr;
  // NOMUTEX: a connection belongs to one thread at a time.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(Handle(raw), path));
  if (code != SQLITE_OK) return tl::unexpected(sqlite_error(raw, path, ""));
  sqlite3_busy_timeout(raw, static_cast<int>(options.wait.count()));
  GS_CHECK_OK(connection->execute_script(kSetUp));
  if (options.read_only) GS_CHECK_OK(connection->execute_script(kReadOnly));
  return connection;
}

Result<std::vector<Row>> SqliteConnection::query(std::string_view sql, Parameters parameters) {
  GS_CHECK_OK(transaction_.may_run(sql));
  if (auto storable = check_storable(parameters); !storable)
    return transaction_.statement_failed(storable.error());
  auto statement = prepare(sql);
  if (!statement) return transaction_.statement_failed(std::move(statement).error());
  const Use use(**statement);
  if (auto bound = (*statement)->bind(parameters); !bound)
    return transaction_.statement_failed(bound.error());
  std::vector<Row> rows;
  while (true) {
    const Result<bool> more = (*statement)->step();
    if (!more) return transaction_.statement_failed(more.error());
    if (!*more) break;
    rows.push_back((*statement)->row());
  }
  transaction_.statement_done(sql);
  return rows;
}

Result<uint64_t> SqliteConnection::execute(std::string_view sql, Parameters parameters) {
  const int64_t before = sqlite3_total_changes64(handle_.get());
  GS_CHECK_OK(query(sql, parameters));
  return static_cast<uint64_t>(sqlite3_total_changes64(handle_.get()) - before);
}

Status SqliteConnection::execute_each(std::string_view sql, std::span<const Row> rows) {
  GS_CHECK_OK(transaction_.may_run(sql));
  const bool own = !transaction_.open();
  if (own) GS_CHECK_OK(begin());
  auto statement = prepare(sql);
  if (!statement) {
    if (own) rollback();
    return transaction_.statement_failed(std::move(statement).error());
  }
  const Status done = run_rows(**statement, rows);
  if (!own) return done;
  if (done) return commit();
  rollback();
  return done;
}

Status SqliteConnection::run_rows(SqliteStatement& statement, std::span<const Row> rows) {
  for (const Row& row : rows) {
    if (auto storable = check_storable(row); !storable)
      return transaction_.statement_failed(storable.error());
    const Use use(statement);
    if (auto bound = statement.bind(row); !bound)
      return transaction_.statement_failed(bound.error());
    Result<bool> more = true;
    while (more && *more) more = statement.step();
    if (!more) return transaction_.statement_failed(more.error());
  }
  return Ok{};
}

Status SqliteConnection::execute_script(std::string_view sql) {
  GS_CHECK_OK(transaction_.may_run(sql));
  const std::string text(sql);
  if (sqlite3_exec(handle_.get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return transaction_.statement_failed(sqlite_error(handle_.get(), path_, sql));
  }
  transaction_.statement_done(sql);
  return Ok{};
}

Status SqliteConnection::begin() {
  if (transaction_.open())
    return fail(ErrorCode::kInternal, "a transaction is open already", "BEGIN");
  GS_CHECK_OK(query("BEGIN IMMEDIATE", Parameters()));
  transaction_.begun();
  return Ok{};
}

Status SqliteConnection::commit() {
  if (transaction_.failed()) {
    rollback();
    return fail(ErrorCode::kInternal, "a transaction that failed cannot be committed", "COMMIT");
  }
  const auto done = query("COMMIT", Parameters());
  if (!done) {
    rollback();
    return tl::unexpected(done.error());
  }
  transaction_.ended();
  return Ok{};
}

void SqliteConnection::rollback() {
  transaction_.ended();
  // A full disk and the like have ended the transaction already.
  if (sqlite3_get_autocommit(handle_.get()) != 0) return;
  sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<SqliteStatement*> SqliteConnection::prepare(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return found->second.get();
  GS_TRY(auto statement, SqliteStatement::prepare(handle_.get(), path_, sql));
  if (statements_.size() >= kMostStatements) statements_.clear();
  return statements_.emplace(sql, std::move(statement)).first->second.get();
}

}  // namespace gs::res::store
