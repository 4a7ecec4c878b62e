// The circuit breaker of one server: after failures in a row it is left alone for a while, then one
// request tries whether it is back (Nygard, "Release It!", 2007).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace gs::gateway::upstream {

// Safe from any thread.
class Breaker {
 public:
  Breaker(unsigned failures, std::chrono::nanoseconds open) : limit_(failures), open_(open) {}

  // Whether a request may go to the server. Once the open time is over this is true for one caller,
  // who must report what came of it; if it never does, another may try after as long again.
  bool admits(SteadyTime now);
  // The same without taking the one try.
  bool is_open(SteadyTime now) const;

  // True: the breaker has closed, or opened, by this report.
  bool succeeded();
  bool failed(SteadyTime now);

 private:
  static constexpr int64_t kClosed = 0;

  const unsigned limit_;
  const std::chrono::nanoseconds open_;
  std::atomic<unsigned> failures_{0};
  std::atomic<int64_t> open_until_{kClosed};  // steady nanoseconds
};

}  // namespace gs::gateway::upstream
