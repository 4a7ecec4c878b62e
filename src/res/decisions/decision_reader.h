// Finding, listing and proving decisions in the segments that are stored.
//
// RES keeps no row a decision: a decision is looked for in the segments whose range of exchange ids
// holds it. Segments are decompressed as needed and the last ones kept, up to a number of bytes.
//
// Safe from any thread; not for I/O threads (a segment of 64 MiB takes some tenths of a second).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "ledger/proof_file.h"
#include "res/decisions/decision_query.h"
#include "res/log/log.h"
#include "res/store/blobs.h"
#include "res/store/database.h"

namespace gs::res {

struct StoredDecision {
  std::string json;  // the record, as the gateway wrote it: what the proof is about
  std::string gateway;
  uint64_t seq = 0;
  uint64_t leaf_index = 0;  // of its segment
};

enum class DecisionState {
  kFound,
  kPending,  // its gateway may not have sent it yet, or its head is not published yet: 202
  kUnknown,  // 404
  kErased,   // removed by retention: 410
};

struct DecisionLookup {
  DecisionState state = DecisionState::kUnknown;
  std::vector<StoredDecision> decisions;  // prompt before output
};
struct DecisionProof {
  DecisionState state = DecisionState::kUnknown;
  std::string record;       // the bytes that are proved
  ledger::ProofFile proof;  // of the segment's leaf; `extra` is the SegmentPath
};

struct DecisionPage {
  std::vector<StoredDecision> items;  // newest first
  std::string next;  // cursor; empty: the end. A page may be short, or empty, and yet have one:
                     // what one call may read is bounded.
};

struct DecisionReaderOptions {
  size_t cache_bytes = 256 * 1024 * 1024;
  unsigned segments_per_call = 8;          // decompressed for one find or list
  std::chrono::hours pending_for{24 * 7};  // an unknown id older than that is not awaited
};

class DecisionReader {
 public:
  DecisionReader(store::Database& database, store::Blobs& blobs, const Clock& clock,
                 DecisionReaderOptions options = {});
  ~DecisionReader();

  // `id`: "<exchange>.prompt", "<exchange>.output", or "<exchange>" for both.
  Result<DecisionLookup> find(std::string_view id);
  // `id`: with its phase. kInvalidInput without ("id").
  Result<DecisionProof> prove(std::string_view id, const log::Published& head);
  // kInvalidInput: a cursor that is none, a limit out of range, an unknown phase or action.
  Result<DecisionPage> list(const DecisionFilter& filter);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace gs::res
