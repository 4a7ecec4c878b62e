// The service log: one JSON object a line, for what happens once in a while (start, stop, reload,
// failure). Requests are not logged here but in the access log.
//
//   log.info("policy loaded", {{"rules", 12}, {"digest", digest}});
//   {"ts":"2026-03-01T12:00:00.123Z","level":"info","msg":"policy
//   loaded","rules":12,"digest":"..."}
//
// A line about one request names it by its two ids, so that it is found from a trace and from a
// decision, and they from it:
//
//   log.warning("upstream gave up", {{"trace_id", trace_id}, {"decision_id", decision_id},
//                                    {"upstream", "a"}});
//
// No global: whoever logs is given a Log&. Never put prompt or output text into a field.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"

namespace gs::telemetry {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };

std::string_view to_string(LogLevel level);
// "debug", "info", "warning", "error", "off".
std::optional<LogLevel> parse_log_level(std::string_view text);

// A name and a value; holds views, so it lives only as long as the call it is written in.
struct LogField {
  using Value = std::variant<bool, int64_t, double, std::string_view>;

  LogField(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
  LogField(std::string_view field_name, const char* text)
      : name(field_name), value(std::string_view(text)) {}
  LogField(std::string_view field_name, const std::string& text)
      : name(field_name), value(std::string_view(text)) {}
  LogField(std::string_view field_name, bool truth) : name(field_name), value(truth) {}
  LogField(std::string_view field_name, double number) : name(field_name), value(number) {}
  template <std::integral Integer>
  LogField(std::string_view field_name, Integer number)
      : name(field_name), value(static_cast<int64_t>(number)) {}

  std::string_view name;  // "ts", "level" and "msg" are taken
  Value value;
};

// Safe from any thread; each line leaves in one write. Blocks as long as the descriptor does.
class Log {
 public:
  // Lines below `least` are dropped. Does not own `fd` or `clock`.
  Log(int fd, LogLevel least, const Clock& clock) : fd_(fd), least_(least), clock_(clock) {}

  void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});
  void debug(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::kDebug, message, fields);
  }
  void info(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::kInfo, message, fields);
  }
  void warning(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::kWarning, message, fields);
  }
  void error(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::kError, message, fields);
  }

 private:
  const int fd_;
  const LogLevel least_;
  const Clock& clock_;
  std::mutex mutex_;
};

}  // namespace gs::telemetry
