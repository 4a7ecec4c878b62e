// The folder of a journal: which segments it holds, how one is read back, what a crash has left.
//
//   <first-seq>.seg    a segment        <first-seq>.seal   the seal of a closed one, JSON
//   shipped            the number of the first record that RES does not have, in decimal
//   lock               held by the process that writes
//   *.new              unfinished; left by a crash
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "journal/journal.h"
#include "journal/segment.h"

namespace gs::journal {

struct FolderListing {
  std::vector<uint64_t> segments;  // first numbers, ascending
  std::vector<uint64_t> seals;
  std::vector<std::string> unfinished;  // names
};
Result<FolderListing> list_folder(Files& files, const std::string& folder);

Result<Seal> read_seal(Files& files, const std::string& folder, uint64_t first_seq);

struct SealedSegment {
  Seal seal;
  std::string bytes;  // up to the end of its last record
};
// Checked against its seal. kInvalidInput names the file and the record that is damaged.
Result<SealedSegment> read_sealed(Files& files, const std::string& folder, uint64_t first_seq);

// 0 where there is no mark.
Result<uint64_t> read_shipped(Files& files, const std::string& folder);
Status write_shipped(Files& files, const std::string& folder, uint64_t next_seq);

// Where the journal goes on.
struct Continuation {
  uint64_t next_seq = 0;
  ledger::Hash last_root{};
  uint64_t sealed = 0;  // segments that were sealed just now
};

// Finishes what a crash has left unfinished. A segment that has no seal is written anew, cut behind
// its last good record, before it is sealed: what is read from it may be in the memory of the
// operating system alone, and may stay there for ever if a sync has failed before the crash. A
// record that a later segment holds too is that segment's: the earlier one was given up.
//
// Errors as those of Journal::open().
Result<Continuation> recover_folder(Files& files, const Clock& clock, const std::string& folder,
                                    const std::string& gateway,
                                    const std::function<void(const JournalEvent&)>& on_event);

}  // namespace gs::journal
