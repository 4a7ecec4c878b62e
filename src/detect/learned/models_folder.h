// Where the models lie that detectors load at start.
#pragma once

#include <string>

#include "base/result.h"

namespace gs::detect {

// `set` where it is not empty, else "<folder of the executable>/../share/governed-speed/models".
// Errors: the system does not say where the executable lies.
Result<std::string> models_folder(const std::string& set);

}  // namespace gs::detect
