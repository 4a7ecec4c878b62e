// The key that a model server wants, read again when its file changes.
#pragma once

#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "settings/setting.h"

namespace gs::gateway::upstream {

// Safe from any thread.
class ServerKey {
 public:
  // A reference without a name: no key. `files` outlives this.
  ServerKey(settings::SecretReference reference, Files& files)
      : reference_(std::move(reference)), files_(files) {}

  // Reads it for the first time. Errors: a file or variable that cannot be read, or holds nothing
  // that fits into a header.
  Status load();
  // The key as it is now; a file is read at most once a second. One that cannot be read any more
  // leaves the last in use. Empty: none.
  std::string current(SteadyTime now);

 private:
  Result<std::string> read() const;

  const settings::SecretReference reference_;
  Files& files_;
  std::mutex mutex_;
  std::string key_;
  SteadyTime next_look_{};
};

}  // namespace gs::gateway::upstream
