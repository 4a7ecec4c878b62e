#include "res/store/migrations.h"

#include <fmt/format.h>

#include <array>
#include <cctype>

#include "res/store/schema.h"

namespace gs::res::store {
namespace {

// What names of columns and types are made of.
bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_word(std::string_view text, size_t start, size_t size) {
  const bool begins = start == 0 || !in_word(text[start - 1]);
  const bool ends = start + size == text.size() || !in_word(text[start + size]);
  return begins && ends;
}

// Replicas that start together take turns. The number is any that nobody else uses ("gs.res").
constexpr std::string_view kTakeTurns = "SELECT pg_advisory_xact_lock(113687475020147)";
// The turn of another may take longer than a lock may otherwise be waited for.
constexpr std::string_view kTakeTime =
    "SET LOCAL lock_timeout = '10min'; SET LOCAL statement_timeout = 0;";

Status prepare_turn(Dialect dialect, Connection& connection) {
  if (dialect == Dialect::kPostgres) {
    GS_CHECK_OK(connection.execute_script(kTakeTime));
    GS_CHECK_OK(connection.execute(kTakeTurns));
  }
  return connection.execute_script(
      "CREATE TABLE IF NOT EXISTS schema_version ("
      "one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL)");
}

Status apply(Dialect dialect, Connection& connection, const MigrationStep& step) {
  GS_CHECK_OK(connection.execute_script(spelled_for(dialect, step.script)));
  if (dialect == Dialect::kPostgres && !step.postgres_only.empty()) {
    GS_CHECK_OK(connection.execute_script(step.postgres_only));
  }
  GS_CHECK_OK(
      connection.execute("INSERT INTO schema_version (one, version) VALUES (1, $1) "
                         "ON CONFLICT (one) DO UPDATE SET version = excluded.version",
                         {step.version}));
  return Ok{};
}

// One step, the first that is missing. Returns the version before it.
Result<int64_t> take_step(Dialect dialect, Connection& connection,
                          std::span<const MigrationStep> steps) {
  GS_CHECK_OK(connection.begin());
  GS_CHECK_OK(prepare_turn(dialect, connection));
  GS_TRY(const int64_t version, schema_version(connection));
  for (const MigrationStep& step : steps) {
    if (step.version <= version) continue;
    GS_CHECK_OK(apply(dialect, connection, step));
    break;
  }
  GS_CHECK_OK(connection.commit());
  return version;
}

}  // namespace

std::span<const MigrationStep> migration_steps() {
  static const std::array kSteps{
      // Blobs are compressed already or small; uncompressed, a range is read without the rest.
      MigrationStep{.version = 1,
                    .script = schema_sql(),
                    .postgres_only = "ALTER TABLE blobs ALTER COLUMN bytes SET STORAGE EXTERNAL"},
  };
  return kSteps;
}

std::string spelled_for(Dialect dialect, std::string_view script) {
  if (dialect == Dialect::kSqlite) return std::string(script);
  constexpr std::string_view kText = "TEXT";
  std::string out;
  size_t from = 0;
  size_t at;
  while ((at = script.find(kText, from)) != std::string_view::npos) {
    out += script.substr(from, at + kText.size() - from);
    if (is_word(script, at, kText.size())) out += " COLLATE \"C\"";
    from = at + kText.size();
  }
  return out.append(script.substr(from));
}

Result<int64_t> schema_version(Connection& connection) {
  GS_TRY(const auto rows, connection.query("SELECT version FROM schema_version", {}));
  return rows.empty() ? 0 : rows[0][0].integer();
}

Status migrate(Database& database, std::span<const MigrationStep> steps) {
  GS_TRY(const Database::Lease connection, database.writer());
  const int64_t newest = steps.empty() ? 0 : steps.back().version;
  int64_t version = 0;
  do {
    const auto before = take_step(database.dialect(), *connection, steps);
    if (!before) {
      connection->rollback();
      return tl::unexpected(before.error());
    }
    version = *before;
  } while (version < newest);
  if (version == newest) return Ok{};
  return fail(ErrorCode::kInvalidInput,
              fmt::format("the database has tables of version {}, this program knows versions up "
                          "to {}: start the newer program",
                          version, newest));
}

Status migrate(Database& database) {
  return migrate(database, migration_steps());
}

}  // namespace gs::res::store
