// A gateway's journal on disk: every segment's frames, numbers and seal, and the same roots as RES
// has.
#pragma once

#include <cstdint>
#include <string>

#include "base/files.h"
#include "base/result.h"
#include "res/verify/findings.h"
#include "res/verify/segment_check.h"

namespace gs::res {

struct JournalCounts {
  uint64_t gateways = 0;
  uint64_t segments = 0;
  uint64_t records = 0;
  uint64_t unshipped = 0;  // sealed, and not in RES (yet)
  uint64_t open = 0;       // without a seal: the one being written
};

// `folder` holds a folder a gateway. An absent folder has nothing to check. Segments are held in
// memory one at a time. Errors: kIo.
Result<JournalCounts> check_journals(Files& files, const std::string& folder,
                                     const KnownSegments& known, Findings& findings);

}  // namespace gs::res
