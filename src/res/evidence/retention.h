// Retention and erasure: content and salt go, leaves and their proofs stay.
//
// Two steps, because a file cannot be un-removed when a transaction fails:
//
//   Erasure erasure;
//   GS_CHECK_OK(log.run([&](log::Batch& batch) -> Status {
//     GS_TRY(erasure, run_retention(batch, plan, actor));
//     return Ok{};
//   }));
//   GS_CHECK_OK(finish_erasure(log, database, blobs, erasure));   // files and freed pages
//
// What a crash leaves between the two is found by sweep_blobs().
//
// Of an erased evidence stay: its id, type, times, actor and leaf indexes (so that its proof can
// still be asked for); of a segment: its seal, ranges of sequence, time and ids, counts of actions.
// The id is an unsalted digest and never in a leaf: who has the database and the whole claim can
// tell that it was here.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/files.h"
#include "base/result.h"
#include "res/log/log.h"
#include "res/store/blobs.h"

namespace gs::res {

// A row of the policy's evidence_artifacts.
struct RetentionRow {
  std::string type;  // an artifact type, or "decisions" for segments of the journal
  double years = 0;
};

struct RetentionPlan {
  std::map<std::string, std::chrono::hours, std::less<>> evidence;  // by artifact type, all of them
  std::chrono::hours decisions{};
};
// Types without a row: technical files and declarations 10 years, which is every type of evidence;
// segments 6 months (EU AI Act Art. 18, 19 and 26(6)). Rows of types that are not kept here are
// left aside. A year has 365.25 days; no more than 100 of them.
RetentionPlan plan_retention(std::span<const RetentionRow> rows);

struct Erasure {
  std::vector<uint64_t> leaves;            // whose content is gone
  std::vector<Sha256Digest> blobs;         // that they named
  std::optional<uint64_t> retention_leaf;  // the record that says so; nothing was due without it
  bool more = false;                       // there is more than `most`: call again
};
// Erases what is older than the plan, at most `most` evidences and `most` segments a call.
Result<Erasure> run_retention(log::Batch& batch, const RetentionPlan& plan, const log::Actor& actor,
                              size_t most = 1000);

// A request for erasure. kNotFound: no such evidence or segment; kAlreadyExists: erased before;
// kInvalidInput: no reason ("reason").
Result<Erasure> erase_evidence(log::Batch& batch, std::string_view id, std::string_view reason,
                               const log::Actor& actor);
Result<Erasure> erase_segment(log::Batch& batch, uint64_t leaf_index, std::string_view reason,
                              const log::Actor& actor);

// After the commit: removes the blobs that nothing names any more and what the database keeps of
// deleted rows (the write-ahead log of SQLite, dead rows of PostgreSQL). Not on an I/O thread.
Status finish_erasure(log::Log& log, store::Database& database, store::Blobs& blobs,
                      const Erasure& erasure);

// Blobs that no row names: what a crash leaves between blob and row, or row and removal. `folder`
// is that of folder_blobs(); empty: the blobs lie in the database. Returns how many were removed.
Result<uint64_t> sweep_blobs(log::Log& log, store::Database& database, store::Blobs& blobs,
                             Files& files, const std::string& folder);

}  // namespace gs::res
