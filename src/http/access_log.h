// One line a request, for operators. Never bodies, never query strings, never header values.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"

namespace gs::http {

// All views are valid during write() only.
struct AccessRecord {
  WallTime at{};            // when the answer was ready
  std::string_view method;  // empty where the request could not be read
  std::string_view path;
  int status = 0;
  uint64_t bytes_in = 0;  // head and body on the wire
  uint64_t bytes_out = 0;
  std::chrono::nanoseconds duration{};  // from the first bytes of the request to the answer
  std::string_view peer;
  std::string_view request_id;
  std::string_view principal;  // may be empty
  std::string_view trace_id;   // 32 hex digits, or empty
};

// Called on I/O threads, several at once: must not block.
class AccessLog {
 public:
  virtual ~AccessLog() = default;
  // Asked first, so that a request nobody wants logged costs nothing.
  virtual bool wants(int status) const = 0;
  virtual void write(const AccessRecord& record) = 0;
};

enum class AccessLevel { kOff, kErrors, kAll };  // kErrors: status 400 and above

// JSON Lines to a file descriptor:
//   {"ts":"2026-03-01T12:00:00.123Z","method":"POST","path":"/filter/prompt","status":200,
//    "bytes_in":312,"bytes_out":420,"duration_us":85,"peer":"127.0.0.1:40000","request_id":"..."}
// and behind them "principal" and "trace_id", where there are such.
//
// Lines gather in buffers, one a processor, that a thread of its own writes out each 200 ms or when
// one holds 64 KiB; lines of different buffers may leave out of order by as much. When the
// descriptor is so slow that a buffer reaches 1 MiB, new lines are dropped and their number is told
// in a line
// {"dropped":N} later: the server never waits for its log.
class JsonAccessLog final : public AccessLog {
 public:
  // Does not own `fd`, which must stay open as long as this lives.
  JsonAccessLog(int fd, AccessLevel level);
  ~JsonAccessLog() override;  // writes out what is left

  bool wants(int status) const override;
  void write(const AccessRecord& record) override;
  // Returns when everything written before the call has left.
  void flush();

 private:
  struct alignas(64) Buffer {
    std::mutex mutex;
    std::string lines;
    uint64_t dropped = 0;
  };

  void run();
  void write_out(Buffer& buffer);

  const int fd_;
  const AccessLevel level_;
  std::vector<Buffer> buffers_;
  std::mutex wake_mutex_;
  std::mutex output_mutex_;  // held while bytes go to fd_
  std::condition_variable wake_;
  bool wake_now_ = false;
  bool stopping_ = false;
  std::thread writer_;
};

}  // namespace gs::http
