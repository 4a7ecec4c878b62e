// The report as SARIF 2.1.0, for code scanning.
//   https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
//
// Every check is a rule of the run; what did not pass is a result, violations as errors, warnings
// as warnings. What passed or was not evaluated is no result, because code scanning shows every
// result as an alert, whatever its kind; all outcomes stand in the run's properties.
#pragma once

#include <boost/json/object.hpp>

#include "gate/report.h"

namespace gs::gate {

boost::json::object to_sarif(const Report& report);

}  // namespace gs::gate
