// The segment that is being written.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "ledger/merkle.h"

namespace gs::journal {

struct NewSegment {
  const std::string& folder;
  const std::string& gateway;
  uint64_t first_seq;
  const std::vector<std::string>& frames;  // that it begins with
  uint64_t room;                           // bytes behind them
};

// Its owner says who may touch what: `end` and `allocated` belong to whoever holds the journal's
// lock, the rest to the journal's thread.
struct OpenSegment {
  // Written aside and given its name when it is complete, so it may replace a segment of the same
  // name that was given up. Not durable before sync().
  static Result<std::unique_ptr<OpenSegment>> create(Files& files, const Clock& clock,
                                                     const NewSegment& wanted);

  // The bytes, and the first time the name.
  Status sync(Files& files);
  // Of a durable record, in their order.
  void add_leaf(std::string_view frame);
  uint64_t durable_end() const { return durable_end_; }

  std::unique_ptr<WritableFile> file;
  std::string folder;
  uint64_t first_seq = 0;
  WallTime opened;
  SteadyTime opened_at;
  uint64_t end = 0;
  uint64_t allocated = 0;
  ledger::CompactTree tree;  // of the durable records

 private:
  uint64_t durable_end_ = 0;
  bool name_is_durable_ = false;
};

}  // namespace gs::journal
