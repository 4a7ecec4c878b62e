// Segments of gateways' journals, taken in.
//
//   GS_TRY(PreparedSegment segment, prepare_segment(seal, bytes));  // the heavy part: any thread
//   log.submit([&, segment](log::Batch& batch) -> Status {
//     GS_TRY(out, ingest_segment(batch, blobs, segment, actor));
//     return Ok{};
//   }, ...);
//
// A segment becomes one public leaf {v, kind: "decision_segment", id, ts, actor, gateway,
// first_seq, last_seq, root, prev_root}: roots in base64 as in checkpoints. Its bytes are kept as a
// blob, compressed by zstd; RES keeps no row a decision. A journal has no segments without records:
// silence is a record of kind "heartbeat".
//
// Audit events inside it become records of their own: policy_change or access_change, and
// threshold_change where the diff has some.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "res/decisions/prepared_segment.h"
#include "res/log/log.h"
#include "res/store/blobs.h"

namespace gs::res {

struct IngestedSegment {
  uint64_t leaf_index = 0;
  bool created = false;  // false: it was there
};
// kInvalidInput: segments before this one are missing here; the message names the gap.
// kAlreadyExists: another journal of that gateway's name is here (the segment overlaps what is
// here, or does not continue its root).
Result<IngestedSegment> ingest_segment(log::Batch& batch, store::Blobs& blobs,
                                       const PreparedSegment& segment, const log::Actor& actor);

}  // namespace gs::res
