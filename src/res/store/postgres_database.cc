#include "res/store/connection_pool.h"
#include "res/store/database.h"
#include "res/store/postgres_connection.h"
#include "res/store/postgres_url.h"

namespace gs::res::store {
namespace {

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(PostgresUrl url, DatabaseOptions options)
      : url_(std::move(url)),
        options_(options),
        readers_([this] { return open(); }, options.readers, options.wait),
        // One for the log; another for migrations, VACUUM and retention beside it.
        writers_([this] { return open(); }, 2, options.wait) {}

  Dialect dialect() const override { return Dialect::kPostgres; }
  Result<Lease> reader() override { return readers_.lease(); }
  Result<Lease> writer() override { return writers_.lease(); }
  Status copy_to(const std::string&) override {
    return fail(ErrorCode::kInvalidInput, "a PostgreSQL database is not copied as a file");
  }
  Status forget_deleted() override;

 private:
  Result<std::unique_ptr<PooledConnection>> open() const {
    return PostgresConnection::open(url_, options_);
  }

  const PostgresUrl url_;
  const DatabaseOptions options_;
  ConnectionPool readers_;
  ConnectionPool writers_;
};

Status PostgresDatabase::forget_deleted() {
  // A connection of its own, since the time a statement may take is lifted.
  GS_TRY(const auto connection, open());
  GS_CHECK_OK(connection->execute_script("SET statement_timeout = 0"));
  GS_TRY(const auto rows,
         connection->query("SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE "
                           "schemaname = current_schema() AND tableowner = current_user",
                           Parameters()));
  const std::string& tables = rows[0][0].text();
  return tables.empty() ? Status(Ok{}) : connection->execute_script("VACUUM " + tables);
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const std::string& url, DatabaseOptions options) {
  GS_TRY(PostgresUrl parsed, parse_postgres_url(url));
  std::unique_ptr<Database> database =
      std::make_unique<PostgresDatabase>(std::move(parsed), options);
  GS_CHECK_OK(database->writer());  // says now what is wrong with the server or the URL
  return database;
}

}  // namespace gs::res::store
