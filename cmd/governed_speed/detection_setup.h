// What `scan` and `eval detectors` share: a policy, every detector, and lines to read.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "detect/detector.h"
#include "governed_speed/line_reader.h"
#include "measure/every_detector.h"
#include "policy/program.h"

namespace CLI {
class App;
}

namespace gs::command {

// A row is one line, and no longer than the body of a request.
inline constexpr size_t kMostLineBytes = 8 * 1024 * 1024;

struct DetectionOptions {
  std::string phase = "prompt";
  std::string config;    // policy file; empty: PAC_CONFIG, the settings file, the built-in rules
  std::string settings;  // settings file, or empty
};

void add_detection_options(CLI::App& command, DetectionOptions& options);

// Everything that detection takes, each part referring to those before it.
struct DetectionSetup {
  std::string policy_file;  // the one in force; empty: the built-in rules
  std::shared_ptr<const policy::CompiledPolicy> policy;
  SystemClock clock;
  detect::Detectors detectors;
  std::unique_ptr<const measure::EveryDetector> every;
};

// Null after the problem was printed on standard error.
std::unique_ptr<const DetectionSetup> set_up_detection(const DetectionOptions& options);

// Calls `on_line` with each line of the file; "-" is standard input. Errors: kNotFound, kIo.
Status for_each_line(const std::string& path, const std::function<void()>& before_waiting,
                     const std::function<void(const LineReader::Line&)>& on_line);

}  // namespace gs::command
