// What a service sets up for its whole process.
#pragma once

#include <csignal>

#include "base/result.h"

namespace gs::service {

// SIGTERM and SIGINT are waited for by one thread. Made before all other threads, which inherit
// that the signals are blocked. Writing to a connection that is gone, or beyond the largest file
// allowed, is an error, no signal.
class Signals {
 public:
  Signals();
  int wait() const;  // the signal that came

 private:
  sigset_t set_;
};

// Memory that a request gives back stays with the process. The language detector alone takes and
// frees some 130 KiB a text; returned to the system and fetched anew it would cost more time than
// all other detectors.
void keep_freed_memory();

// Says on stderr why a service does not start: "error: <what> (<where>)", or a message of several
// lines as it stands, since it is rendered with file, line and caret already. Returns the exit
// status for input that cannot be used, 2.
int refuse_to_start(const Error& error);

}  // namespace gs::service
