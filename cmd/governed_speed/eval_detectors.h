// `governed-speed eval detectors FILE.jsonl…`: how well the detectors do on labelled rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "governed_speed/detection_setup.h"
#include "governed_speed/policy_commands.h"

namespace gs::command {

struct EvalDetectorsOptions {
  DetectionOptions detection;
  std::vector<std::string> files;
  std::string signal;               // empty: by the beginning of the file's name
  std::optional<double> threshold;  // empty: the policy's, else 0.8
  OutputFormat format = OutputFormat::kText;
};

// 0 when every row was measured, 1 when rows had to be left out, 2 when a file cannot be measured.
int eval_detectors(const EvalDetectorsOptions& options);

}  // namespace gs::command
