// An archive back into an empty storage, verified whole before anything of it counts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/files.h"
#include "base/result.h"
#include "res/store/blobs.h"
#include "res/store/database.h"
#include "res/verify/archive.h"
#include "res/verify/manifest.h"
#include "res/verify/verify.h"

namespace gs::res {

// An archive that holds what its manifest says, byte for byte.
struct CheckedArchive {
  Manifest manifest;
  std::vector<ArchiveMember> members;  // without the manifest
  std::string checkpoint;              // the note; empty: no head was signed yet
};
// kInvalidInput, where = the member that is damaged, missing, or not of a backup; kTooLarge.
Result<CheckedArchive> check_archive(std::string_view archive);

// kAlreadyExists, where = the table: rows are in there. The tables have been made (migrate()).
Status check_empty(store::Connection& connection);

// Rows and blobs into the storage, then verify_storage() on what stands there now, all in one
// transaction, which is committed when nothing was found and rolled back otherwise. `put`: the
// blobs that were written, which a folder keeps whatever becomes of the transaction. Errors:
// kInvalidInput for rows that are none (where = the member) and for an archive of another version
// of the tables; those of the storage.
Result<VerifyReport> restore(const CheckedArchive& archive, store::Connection& connection,
                             store::Blobs& blobs, Files& files, const VerifyOptions& options,
                             Findings& findings, std::vector<Sha256Digest>& put);

}  // namespace gs::res
