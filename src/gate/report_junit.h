// The report as JUnit XML, for the test tab of a pipeline. There is no standard; this keeps to what
// Jenkins' xunit plugin accepts (its junit-10.xsd), which GitLab, Azure and GitHub actions read
// too.
#pragma once

#include <string>

#include "gate/report.h"

namespace gs::gate {

// One suite for the thresholds, one for the named gates, one for what tools said. A violation is a
// failure, a warning passes with its words in system-out, what was not evaluated is skipped.
std::string to_junit(const Report& report);

}  // namespace gs::gate
