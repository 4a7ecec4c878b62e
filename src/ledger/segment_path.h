// The way of a journal record to the root of its segment: what the `extra` line of a decision's
// proof holds, as JSON {"v":1,"gateway","seq","index","size","hashes":[base64]}.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/merkle.h"

namespace gs::ledger {

struct SegmentPath {
  std::string gateway;  // UTF-8
  uint64_t seq = 0;     // below 2^53, as are index and size
  uint64_t index = 0;   // of the record in its segment
  uint64_t size = 0;    // records of the segment
  std::vector<Hash> hashes;

  std::string to_json() const;  // RFC 8785
  // kInvalidInput: any text that to_json() does not write.
  static Result<SegmentPath> parse(std::string_view json);
  Status verify(std::string_view record, const Hash& segment_root) const;
};

}  // namespace gs::ledger
