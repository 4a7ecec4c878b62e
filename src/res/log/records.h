// The records of the log, read back: what each leaf commits to, and the audit trail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "res/store/database.h"

namespace gs::res::log {

class Batch;

struct Record {
  uint64_t leaf_index = 0;
  std::string kind, event, ref, subject, model, actor;
  WallTime ts;
  std::string salt;     // empty after an erasure
  std::string content;  // RFC 8785; empty after an erasure
  bool erased = false;
};

// kNotFound: no record has that leaf.
Result<Record> read_record(store::Connection& connection, uint64_t leaf_index);

struct RecordFilter {
  std::string kind;                // empty: any
  std::string subject;             // empty: any
  std::string model;               // empty: any
  std::optional<WallTime> from;    // at or after
  std::optional<WallTime> to;      // before
  std::optional<uint64_t> before;  // leaf index: the page ends below it (newest first)
  unsigned limit = 100;            // 1..1000
};
Result<std::vector<Record>> list_records(store::Connection& connection, const RecordFilter& filter);

// Content and salt gone for good, the leaf stays; part of a retention operation.
Status erase_record(Batch& batch, uint64_t leaf_index);

// Times as the tables hold them: microseconds since 1970.
int64_t to_micros(WallTime time);
WallTime from_micros(int64_t micros);

}  // namespace gs::res::log
