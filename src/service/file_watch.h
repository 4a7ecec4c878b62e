// Tells when a file may have changed.
//
// A thread of its own waits for inotify events of the file's folder: a file written and closed, or
// renamed into place, the file itself or (as a mounted ConfigMap is swapped) the folder's ..data
// link. Where such events do not arrive, as on some network file systems, a look at the file's
// identity (device, inode, size, time of change) once a period finds the change.
//
// While somebody is writing the file (events say so) nobody is told: half a file can be a valid
// file.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace gs::service {

class FileWatch {
 public:
  // `changed` runs on the watch's thread: after a change, and at most one period after it. It must
  // not throw. Fails when the folder cannot be watched.
  static Result<std::unique_ptr<FileWatch>> start(const std::string& path,
                                                  std::chrono::milliseconds period,
                                                  std::function<void()> changed);
  virtual ~FileWatch() = default;  // stops the thread
};

}  // namespace gs::service
