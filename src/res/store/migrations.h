// The steps that bring a database to the newest version. Forward only; a step that was released is
// never changed, a change is a further step.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "res/store/database.h"

namespace gs::res::store {

struct MigrationStep {
  int64_t version;  // 1, 2, ... in order
  std::string_view script;
  std::string_view postgres_only = {};  // after it
};

std::span<const MigrationStep> migration_steps();

// migrate() of database.h with the steps of the caller.
Status migrate(Database& database, std::span<const MigrationStep> steps);

// The version that the tables have; 0 for a database without any.
Result<int64_t> schema_version(Connection& connection);

// The script as the database reads it. Columns of text get the collation "C" on PostgreSQL, so that
// both order and compare them byte by byte, whatever the locale of the server.
std::string spelled_for(Dialect dialect, std::string_view script);

}  // namespace gs::res::store
