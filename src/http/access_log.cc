#include "http/access_log.h"

#include "base/json_escape.h"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

namespace gs::http {
namespace {

constexpr auto kFlushEvery = std::chrono::milliseconds(200);
constexpr size_t kFlushBytes = 64 * 1024;
constexpr size_t kMaxBytes = 1024 * 1024;
constexpr size_t kBuffers = 8;

void append_text(std::string& out, std::string_view name, std::string_view value) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_string(out, value);
}

void append_line(std::string& out, const AccessRecord& record) {
  out += "{\"ts\":\"";
  out += to_rfc3339(record.at);
  out += '"';
  append_text(out, "method", record.method);
  append_text(out, "path", record.path);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(record.duration);
  fmt::format_to(std::back_inserter(out),
                 ",\"status\":{},\"bytes_in\":{},\"bytes_out\":{},\"duration_us\":{}",
                 record.status, record.bytes_in, record.bytes_out, micros.count());
  append_text(out, "peer", record.peer);
  append_text(out, "request_id", record.request_id);
  if (!record.principal.empty()) append_text(out, "principal", record.principal);
  if (!record.trace_id.empty()) append_text(out, "trace_id", record.trace_id);
  out += "}\n";
}

// A log that cannot be written is no reason to stop serving, so errors other than EINTR end the
// try.
void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

}  // namespace

JsonAccessLog::JsonAccessLog(int fd, AccessLevel level)
    : fd_(fd), level_(level), buffers_(kBuffers) {
  if (level_ != AccessLevel::kOff) writer_ = std::thread([this] { run(); });
}

JsonAccessLog::~JsonAccessLog() {
  {
    const std::lock_guard lock(wake_mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (writer_.joinable()) writer_.join();
  flush();
}

bool JsonAccessLog::wants(int status) const {
  return level_ == AccessLevel::kAll || (level_ == AccessLevel::kErrors && status >= 400);
}

void JsonAccessLog::write(const AccessRecord& record) {
  Buffer& buffer = buffers_[static_cast<unsigned>(sched_getcpu()) % kBuffers];
  bool full = false;
  {
    const std::lock_guard lock(buffer.mutex);
    if (buffer.lines.size() >= kMaxBytes) {
      ++buffer.dropped;
      return;
    }
    append_line(buffer.lines, record);
    full = buffer.lines.size() >= kFlushBytes;
  }
  if (!full) return;
  {
    const std::lock_guard lock(wake_mutex_);
    wake_now_ = true;
  }
  wake_.notify_one();
}

void JsonAccessLog::flush() {
  for (Buffer& buffer : buffers_) write_out(buffer);
}

void JsonAccessLog::write_out(Buffer& buffer) {
  std::string lines;
  // Taking the output before the lines keeps the lines of one buffer in order when two threads
  // flush.
  const std::lock_guard output(output_mutex_);
  {
    const std::lock_guard lock(buffer.mutex);
    lines.swap(buffer.lines);
    if (buffer.dropped > 0)
      lines += fmt::format("{{\"dropped\":{}}}\n", std::exchange(buffer.dropped, 0));
  }
  write_all(fd_, lines);
}

void JsonAccessLog::run() {
  for (;;) {
    {
      std::unique_lock lock(wake_mutex_);
      wake_.wait_for(lock, kFlushEvery, [this] { return wake_now_ || stopping_; });
      wake_now_ = false;
      if (stopping_) return;
    }
    flush();
  }
}

}  // namespace gs::http
