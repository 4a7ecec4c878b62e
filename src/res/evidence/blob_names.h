// Which blobs have a name: a row of `evidence` or `segments` that holds their digest.
//
// Blobs are put by operations of the log alone, so inside an operation no new name appears. A file
// is not part of the transaction, so it goes only where neither the committed rows name it (the
// batch may still fail) nor those of the batch (another operation of it may have put it just now).
#pragma once

#include <cstdint>
#include <span>

#include "base/digest.h"
#include "base/result.h"
#include "res/log/log.h"
#include "res/store/blobs.h"
#include "res/store/database.h"

namespace gs::res {

Result<bool> is_named(store::Connection& connection, const Sha256Digest& digest);

// Removes those that nothing names; returns how many, whether they were there or not.
Result<uint64_t> remove_unnamed(log::Log& log, store::Database& database, store::Blobs& blobs,
                                std::span<const Sha256Digest> digests);

}  // namespace gs::res
