// Where time comes from. Pure code takes a Clock (or a time) instead of asking the system.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gs {

using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

// Implementations are safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime now() const = 0;       // UTC
  virtual SteadyTime steady() const = 0;  // for durations; never goes back
};

class SystemClock final : public Clock {
 public:
  WallTime now() const override;
  SteadyTime steady() const override;
};

// For tests: stands still until it is moved.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(WallTime start = {}) : nanos_(start.time_since_epoch().count()) {}
  WallTime now() const override { return WallTime(std::chrono::nanoseconds(nanos_)); }
  SteadyTime steady() const override { return SteadyTime(std::chrono::nanoseconds(nanos_)); }
  void advance(std::chrono::nanoseconds by) { nanos_ += by.count(); }

 private:
  std::atomic<int64_t> nanos_;
};

// RFC 3339 in UTC with milliseconds: "2026-03-01T12:00:00.123Z".
std::string to_rfc3339(WallTime time);

// Reads an RFC 3339 date and time: years 1678 to 2261, "Z" or an offset, up to nine digits of a
// second, no leap seconds. Nothing for any other text.
std::optional<WallTime> from_rfc3339(std::string_view text);

}  // namespace gs
