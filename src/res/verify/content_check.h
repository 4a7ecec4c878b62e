// What was uploaded for evidence: each row's content against its record, and the bytes against
// their digest.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "res/store/blobs.h"
#include "res/store/database.h"
#include "res/verify/findings.h"

namespace gs::res {

struct BlobCounts {
  uint64_t blobs = 0;
  uint64_t bytes = 0;
};

// Errors are those of the database; what is wrong goes to the findings. Whole contents are held in
// memory one at a time.
Result<BlobCounts> check_contents(store::Connection& connection, store::Blobs& blobs,
                                  Findings& findings);

}  // namespace gs::res
