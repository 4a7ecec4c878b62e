// The Risk & Evidence Service as a program: everything built in order, run until asked to stop.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/files.h"
#include "journal/shipper.h"
#include "settings/res_settings.h"

namespace gs::res {

// Builds the service, serves until SIGTERM or SIGINT, stops gracefully. Returns the exit status: 0
// after a graceful stop, 2 when something that was configured cannot be used (said on stderr before
// anything is served).
int run_res(const settings::ResSettings& settings, Files& files, const std::string& version);

// The same inside a program that sees to signals itself.
class Application {
 public:
  // Serves when it returns. `settings` and `files` outlive it.
  static Result<std::unique_ptr<Application>> start(const settings::ResSettings& settings,
                                                    Files& files, const std::string& version);
  virtual ~Application() = default;  // stop()

  virtual uint16_t port() const = 0;
  // For the journal of a gateway in the same process.
  virtual journal::SegmentReceiver& receiver() = 0;
  // Graceful: answers what is under way, writes what was taken in.
  virtual void stop() = 0;
};

}  // namespace gs::res
