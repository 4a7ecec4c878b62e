// A witness of logs: cosigns a head once, and only when it is consistent with all it cosigned
// before (C2SP tlog-witness).
//
//   GS_TRY(const auto witness, Witness::open(files, clock, state_folder, signer, logs));
//   routes: POST /add-checkpoint -> witness->add_checkpoint(body)
//
// What is remembered of a log is on the disk before its cosignature leaves. The folder belongs to
// one process at a time. Safe from any thread; one request a log at a time.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "ledger/signed_note.h"
#include "ledger/witness.h"

namespace gs::command {

class Witness {
 public:
  // Errors: kInvalidInput for two keys of one log and for a state that cannot be read (where = its
  // file); kAlreadyExists when another process holds the folder; kIo.
  static Result<std::unique_ptr<Witness>> open(Files& files, const Clock& clock,
                                               std::string state_folder, ledger::NoteSigner signer,
                                               const std::vector<ledger::VerifierKey>& logs);
  ~Witness();

  // The answer to a body of POST /add-checkpoint; status 500 when the disk refuses.
  ledger::WitnessAnswer add_checkpoint(std::string_view body);

 private:
  struct WatchedLog {
    ledger::VerifierKey key;
    std::string file;
    std::mutex mutex;  // of `head`, and held until an answer is on the disk
    ledger::WitnessedHead head;
  };

  Witness(Files& files, const Clock& clock, ledger::NoteSigner signer)
      : files_(files), clock_(clock), signer_(std::move(signer)) {}
  Status lock(const std::string& folder);
  Status watch(const std::string& folder, const ledger::VerifierKey& key);
  ledger::WitnessAnswer decide(const ledger::AddCheckpoint& request, WatchedLog& log);

  Files& files_;
  const Clock& clock_;
  const ledger::NoteSigner signer_;
  int lock_ = -1;                                                         // the folder
  std::map<std::string, std::unique_ptr<WatchedLog>, std::less<>> logs_;  // by origin
};

// The key of a witness: one line "PRIVATE+KEY+<name>+<id>+<base64(0x04 || 32-byte seed)>", made for
// `name` where the file is missing. kInvalidInput: a file that holds none.
Result<ledger::NoteSigner> open_witness_key(Files& files, const std::string& path,
                                            const std::string& name);

}  // namespace gs::command
