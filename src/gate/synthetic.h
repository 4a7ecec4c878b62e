// Artifacts that no evaluation stands behind, for trying a pipeline: they pass, or one metric
// fails.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "policy/model.h"

namespace gs::gate {

struct SyntheticOptions {
  std::string violate;  // a metric, "quality.pass_at_5", to miss its limit; empty: none
  std::string model = "synthetic";
  WallTime now;
};

// File name -> text: <area>.json for each area that the policy limits, model_card.json with every
// field that a gate requires, and a placeholder for every required artifact. Every file says that
// it is synthetic. kInvalidInput (where = --violate): a metric that the policy does not limit.
Result<std::map<std::string, std::string>> synthetic_artifacts(const policy::PolicyModel& policy,
                                                               const SyntheticOptions& options);

}  // namespace gs::gate
