// One archive of everything that RES keeps, and the head of the log that it belongs to.
//
//   manifest.json                what it is, and the digest of each member; the last one
//   checkpoint                   the newest signed head
//   tables/<table>/<n>.jsonl     rows, see row_text.h
//   blobs/<2 hex>/<sha256>       uploaded content and segments
//
// It is the same of SQLite and of PostgreSQL, so that one can be restored into the other. The keys
// (secrets/, keys.json) are not in it.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "res/store/blobs.h"
#include "res/store/database.h"
#include "res/verify/archive.h"
#include "res/verify/manifest.h"

namespace gs::res {

struct BackupFacts {
  WallTime now;
  std::string program;  // version
  store::Dialect dialect = store::Dialect::kSqlite;
  // The anchor's, or empty. A head goes into the database with the batch behind it, so this may be
  // the newer one of the log as it is in the snapshot.
  std::string note = {};
};

struct BackupReport {
  Manifest manifest;
  uint64_t rows = 0;
  std::string checkpoint;  // the note in it; empty: no head was signed yet
};

// `connection` stands in one snapshot (read_snapshot.h); memory is bounded by a page of rows and by
// the largest blob. Calls finish() of the archive. Errors: those of the storage and of the archive;
// kInternal, where = "blob <sha256>": a blob that is missing or damaged.
Result<BackupReport> back_up(store::Connection& connection, store::Blobs& blobs,
                             const BackupFacts& facts, ArchiveWriter& archive);

}  // namespace gs::res
