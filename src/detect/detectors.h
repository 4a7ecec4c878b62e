// All detectors, in the order in which they run: cheapest first, the caller's own claims last.
#pragma once

#include <memory>
#include <vector>

#include "detect/detector.h"
#include "detect/patterns.h"

namespace gs::detect {

using Detectors = std::vector<std::unique_ptr<const Detector>>;

// `patterns` are those of the policy in force.
Detectors all_detectors(std::vector<Pattern> patterns);

}  // namespace gs::detect
