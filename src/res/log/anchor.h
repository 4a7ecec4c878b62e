// The anchor: the newest published head, remembered outside the database, so that a database that
// was rolled back to an older copy shows.
//
// The file holds one JSON object a line, {"note": "<signed checkpoint>"}; the last whole line
// counts. A line is on the disk before its head is published. Lines are written into space that was
// made before; a full file is replaced by one with the newest line alone. An auditor may copy the
// note anywhere and hand it to `governed-speed evidence verify --checkpoint`.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/files.h"
#include "ledger/checkpoint.h"

namespace gs::res::log {

// One thread at a time.
class Anchor {
 public:
  // An absent file is an anchor that knows nothing yet. kInvalidInput: a file that is none, or
  // whose newest head is not signed by `key`.
  static Result<std::unique_ptr<Anchor>> open(Files& files, std::string path,
                                              const ledger::VerifierKey& key);

  const std::optional<ledger::Checkpoint>& newest() const { return newest_; }
  // Durable when it returns. After an error the older head stands.
  Status remember(const ledger::Checkpoint& head, const std::string& note);

 private:
  Anchor(Files& files, std::string path) : files_(files), path_(std::move(path)) {}
  Status start_over(const std::string& line);

  Files& files_;
  const std::string path_;
  std::optional<ledger::Checkpoint> newest_;
  std::unique_ptr<WritableFile> file_;  // null until something is to be written
  uint64_t end_ = 0;                    // bytes of whole lines
};

// The newest head of an anchor file's bytes, as its note; nothing where it holds none.
Result<std::optional<ledger::SignedNote>> newest_note(std::string_view anchor);

}  // namespace gs::res::log
