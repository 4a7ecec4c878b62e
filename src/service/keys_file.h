// The file of the callers' keys: read at start, and again when it changes.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "auth/key_ring.h"
#include "base/files.h"
#include "service/authentication.h"
#include "telemetry/log.h"

namespace gs::service {

// For one thread at a time: the one that starts the service, then that of the FileWatch.
class KeysFile {
 public:
  KeysFile(Files& files, std::string path) : files_(files), path_(std::move(path)) {}

  // Errors: a file that cannot be read or used.
  Result<std::shared_ptr<const auth::KeyRing>> load();

  // Told of the entries that were in use and of those that are now.
  using Replaced = std::function<void(std::span<const auth::KeyRecord> before,
                                      std::span<const auth::KeyRecord> now)>;

  // Looks again and replaces the keys of `authentication` if the file is another one. A file that
  // cannot be used changes nothing; both are logged. `replaced` may be empty.
  void reload(Authentication& authentication, telemetry::Log& log, const Replaced& replaced = {});

 private:
  Files& files_;
  const std::string path_;
  std::string seen_;                      // what the file held when it was last looked at
  std::vector<auth::KeyRecord> records_;  // in use
};

}  // namespace gs::service
