// How a release is rolled out, as a gate of the policy says it:
//   canary: { steps_percent: [5, 25, 100], hold_minutes: 30 }
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "base/result.h"

namespace gs::gate {

struct CanaryPlan {
  std::vector<double> steps_percent;  // rising, above 0, the last is 100, the first is less
  double hold_minutes = 0;            // above 0: at each step

  std::string to_text() const;  // "5%, 25%, 100%, 30 minutes each"
};

// kInvalidInput names the member that is wrong.
Result<CanaryPlan> read_canary_plan(const boost::json::value& written);

}  // namespace gs::gate
