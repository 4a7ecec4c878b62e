#include "res/verify/read_snapshot.h"

#include <utility>

namespace gs::res {

Result<std::unique_ptr<ReadSnapshot>> ReadSnapshot::begin(store::Database& database) {
  GS_TRY(store::Database::Lease lease, database.reader());
  const bool postgres = database.dialect() == store::Dialect::kPostgres;
  GS_CHECK_OK(lease->execute_script(postgres ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                             : "BEGIN"));
  std::unique_ptr<ReadSnapshot> snapshot(new ReadSnapshot(std::move(lease)));
  // SQLite takes its snapshot with the first read.
  GS_CHECK_OK(snapshot->connection().query("SELECT size FROM log_head", {}));
  return snapshot;
}

ReadSnapshot::~ReadSnapshot() {
  lease_->rollback();
}

}  // namespace gs::res
