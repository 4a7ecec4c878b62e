// The two written forms of what was measured.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "measure/file_report.h"

namespace gs::measure {

// Tables for a terminal.
std::string to_text(const FileReport& report);

// Rates are 0 to 1, null where they have no denominator.
boost::json::object to_json(const FileReport& report);

}  // namespace gs::measure
