#include "telemetry/process_metrics.h"

#include <prometheus/metric_family.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>

namespace gs::telemetry {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

std::string read_text(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Fields of /proc/self/stat, numbered as in proc(5); the second, in parentheses, may hold blanks.
struct Stat {
  double cpu_ticks = 0;
  double start_ticks = 0;  // after boot
  double virtual_bytes = 0;
  double resident_pages = 0;
};

std::optional<Stat> read_stat() {
  const std::string text = read_text("/proc/self/stat");
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 2));
  Stat stat;
  std::string field;
  for (int number = 3; number <= 24 && fields >> field; ++number) {
    if (number == 14 || number == 15) stat.cpu_ticks += std::stod(field);
    if (number == 22) stat.start_ticks = std::stod(field);
    if (number == 23) stat.virtual_bytes = std::stod(field);
    if (number == 24) stat.resident_pages = std::stod(field);
  }
  return stat;
}

// Seconds since 1970 at which the machine was started.
std::optional<double> boot_time() {
  std::istringstream lines(read_text("/proc/stat"));
  std::string line;
  while (std::getline(lines, line)) {
    if (line.starts_with("btime ")) return std::stod(line.substr(6));
  }
  return std::nullopt;
}

std::optional<double> open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return std::nullopt;
  return static_cast<double>(std::distance(begin(files), end(files)));
}

void append(std::vector<MetricFamily>& families, const char* name, const char* help,
            MetricType type, double value) {
  MetricFamily& family = families.emplace_back(MetricFamily{name, help, type, {}});
  prometheus::ClientMetric& metric = family.metric.emplace_back();
  metric.counter.value = value;
  metric.gauge.value = value;
}

}  // namespace

void append_process_metrics(std::vector<MetricFamily>& families) {
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  if (const std::optional<Stat> stat = read_stat()) {
    append(families, "process_cpu_seconds_total", "User and system processor time spent",
           MetricType::Counter, stat->cpu_ticks / ticks);
    append(families, "process_resident_memory_bytes", "Resident memory", MetricType::Gauge,
           stat->resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE)));
    append(families, "process_virtual_memory_bytes", "Virtual memory", MetricType::Gauge,
           stat->virtual_bytes);
    if (const std::optional<double> boot = boot_time()) {
      append(families, "process_start_time_seconds", "When the process started, since 1970",
             MetricType::Gauge, *boot + stat->start_ticks / ticks);
    }
  }
  if (const std::optional<double> files = open_files()) {
    append(families, "process_open_fds", "Open file descriptors", MetricType::Gauge, *files);
  }
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    append(families, "process_max_fds", "File descriptors that may be open", MetricType::Gauge,
           static_cast<double>(limit.rlim_cur));
  }
}

}  // namespace gs::telemetry
