#include "telemetry/log.h"

#include "base/json_escape.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>

namespace gs::telemetry {
namespace {

constexpr std::array<std::string_view, 5> kLevelNames = {"debug", "info", "warning", "error",
                                                         "off"};

struct AppendValue {
  std::string& out;

  void operator()(bool truth) const { out += truth ? "true" : "false"; }
  void operator()(int64_t number) const { out += fmt::format("{}", number); }
  void operator()(double number) const {
    out += std::isfinite(number) ? fmt::format("{}", number) : "null";
  }
  void operator()(std::string_view text) const { append_json_string(out, text); }
};

}  // namespace

std::string_view to_string(LogLevel level) {
  return kLevelNames[static_cast<size_t>(level)];
}

std::optional<LogLevel> parse_log_level(std::string_view text) {
  for (size_t i = 0; i < kLevelNames.size(); ++i) {
    if (kLevelNames[i] == text) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

void Log::write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (level < least_ || level == LogLevel::kOff) return;
  std::string line = fmt::format(
      "{{\"ts\":\"{}\",\"level\":\"{}\",\"msg\":", to_rfc3339(clock_.now()), to_string(level));
  append_json_string(line, message);
  for (const LogField& field : fields) {
    line += ',';
    append_json_string(line, field.name);
    line += ':';
    std::visit(AppendValue{line}, field.value);
  }
  line += "}\n";

  const std::lock_guard lock(mutex_);
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t n = ::write(fd_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // a log that cannot be written is no reason to fail
    rest.remove_prefix(static_cast<size_t>(n));
  }
}

}  // namespace gs::telemetry
