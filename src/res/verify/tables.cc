#include "res/verify/tables.h"

namespace gs::res {

std::span<const Table> backup_tables() {
  static const std::vector<Table> tables = {
      {"log_head", {"one"}, {"size", "root", "epoch", "batch"}},
      {"log_batches", {"batch"}, {"size", "epoch"}},
      {"log_leaves", {"leaf_index"}, {"leaf"}, 500},
      {"log_tiles", {"level", "tile_index"}, {"hashes"}},
      {"log_checkpoints", {"size"}, {"note", "published_at"}},
      {"records",
       {"leaf_index"},
       {"kind", "event", "ref", "subject", "model", "ts", "actor", "salt", "content", "erased_at"},
       250},
      {"evidence",
       {"id"},
       {"leaf_index", "artifact_type", "model_version", "stored_at", "content_leaf",
        "content_digest", "content_size", "content_type"}},
      {"models", {"model_version"}, {"first_seen", "last_seen"}},
      {"segments",
       {"leaf_index"},
       {"gateway", "first_seq", "next_seq", "seal", "min_id", "max_id", "first_ts", "last_ts",
        "blob", "summary"}},
      {"runtime", {"model", "minute", "gateway"}, {"figures"}},
      {"incidents",
       {"id"},
       {"leaf_index", "severity", "status", "created_at", "updated_at", "rca_due", "regulatory_due",
        "rca_done_at", "fingerprint", "description"}},
      {"outbox", {"id"}, {"sink", "body", "created_at", "next_at", "attempts", "last_error"}, 100},
      {"snapshots", {"leaf_index"}, {"model", "ts", "body"}},
      {"documents", {"digest"}, {"kind", "content", "first_seen"}, 8},
      {"facts", {"name"}, {"value"}},
  };
  return tables;
}

}  // namespace gs::res
