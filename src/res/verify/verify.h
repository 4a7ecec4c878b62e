// Verification of everything that a log proves, for somebody who trusts neither the operator nor
// the running program: governed-speed evidence verify.
//
//   Findings findings;
//   GS_TRY(const VerifyReport report, verify_storage(*connection, blobs, files, options,
//   findings)); findings.count() == 0: it holds
//
// Errors are those of the storage (it cannot be read); whatever is read and wrong is a finding.
// Two threads: one reads, one hashes. The connection should be in one snapshot (read_snapshot.h),
// so that a service that is running does not move what is compared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "ledger/merkle.h"
#include "ledger/signed_note.h"
#include "res/store/blobs.h"
#include "res/store/database.h"
#include "res/verify/content_check.h"
#include "res/verify/findings.h"
#include "res/verify/journal_check.h"
#include "res/verify/page.h"
#include "res/verify/record_check.h"
#include "res/verify/segment_check.h"

namespace gs::res {

// A signed head that was kept outside the storage: its anchor, or a note that an auditor saved.
struct OutsideHead {
  std::string what;   // "anchor", "checkpoint"
  std::string which;  // the file
  std::string note;
  // A head beyond the log is told as a note and is no finding: an operator goes back knowingly.
  bool may_be_newer = false;
};

struct VerifyOptions {
  std::optional<ledger::VerifierKey> key;  // nothing: no signature is checked, and a note says so
  std::vector<OutsideHead> outside;
  std::string journal_folder;  // empty: none
};

struct VerifyReport {
  uint64_t size = 0;
  ledger::Hash root{};
  std::optional<uint64_t> signed_size;  // of the newest checkpoint that holds
  RecordCounts records;
  BlobCounts blobs;
  SegmentCounts segments;
  JournalCounts journal;
};

Result<VerifyReport> verify_storage(store::Connection& connection, store::Blobs& blobs,
                                    Files& files, const VerifyOptions& options, Findings& findings);

// A log that is published elsewhere: its checkpoint, and its tiles and leaves, which make the head.
// No content: that is its operator's.
Result<VerifyReport> verify_published(PageSource& source, const std::string& checkpoint,
                                      const VerifyOptions& options, Findings& findings);

}  // namespace gs::res
