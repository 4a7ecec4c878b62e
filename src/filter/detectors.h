// All detectors, in the order in which they run: cheapest first, the caller's own claims last.
#pragma once

#include <vector>

#include "detect/detector.h"
#include "detect/patterns.h"

namespace gs::filter {

// `patterns` are those of the policy in force.
detect::Detectors all_detectors(std::vector<detect::Pattern> patterns);

}  // namespace gs::filter
