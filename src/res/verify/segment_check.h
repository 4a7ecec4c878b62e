// The segments of gateways' journals as RES keeps them: each row against its leaf and its seal, the
// stored bytes against the root of the leaf, and the numbers of each gateway without a gap.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ledger/merkle.h"
#include "res/store/blobs.h"
#include "res/store/database.h"
#include "res/verify/findings.h"

namespace gs::res {

struct SegmentCounts {
  uint64_t segments = 0;
  uint64_t decisions = 0;  // records in them
  uint64_t removed = 0;    // bytes gone under retention; their leaves and seals stay
  uint64_t bytes = 0;      // of those read, uncompressed
};

// What RES knows of a segment: for comparing a journal's folder with.
struct KnownSegment {
  uint64_t leaf_index = 0;
  ledger::Hash root{};
};
using KnownSegments = std::map<std::pair<std::string, uint64_t>, KnownSegment>;  // gateway, first

// `leaves`: the leaves of kind decision_segment, in order; `erasures`: those whose bytes retention
// records say are gone, in order. Errors are those of the database.
// A segment is held in memory at a time, and `known` an entry a segment.
Result<SegmentCounts> check_segments(store::Connection& connection, store::Blobs& blobs,
                                     const std::vector<uint64_t>& leaves,
                                     const std::vector<uint64_t>& erasures, KnownSegments& known,
                                     Findings& findings);

}  // namespace gs::res
