// The policy file as RES sees it: thresholds, clocks, retention, tiers; and the record of every
// change of it in the log, with what changed.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/files.h"
#include "policy/program.h"
#include "res/log/log.h"

namespace gs::res {

// Safe from any thread; look() is called by one at a time.
class PolicyFile {
 public:
  // Reads and compiles the file; empty `path`: the built-in rules alone. The error is rendered for
  // a terminal, with file, line, column and caret.
  static Result<std::unique_ptr<PolicyFile>> load(Files& files, std::string path);

  std::shared_ptr<const policy::CompiledPolicy> current() const;
  const std::string& path() const { return path_; }

  // Reads the file again. True: it has changed and is in force. A file that cannot be used changes
  // nothing and is the error, once for the same bytes.
  Result<bool> look();

 private:
  PolicyFile(Files& files, std::string path) : files_(files), path_(std::move(path)) {}

  Files& files_;
  const std::string path_;
  std::string last_seen_;
  mutable std::mutex mutex_;  // of the pointer
  std::shared_ptr<const policy::CompiledPolicy> current_;
};

// Commits `policy_change` (and a `threshold_change` for each threshold that moved) when the policy
// is not the one that this log knew last, across restarts too: the file may have changed while
// nobody looked. The document itself goes to `documents`, by its digest.
log::Operation record_policy(std::shared_ptr<const policy::CompiledPolicy> policy,
                             std::string loaded_from);

// Commits a risk snapshot of each known model that the policy's thresholds or tier have changed.
log::Operation record_snapshots(std::shared_ptr<const policy::CompiledPolicy> policy);

}  // namespace gs::res
