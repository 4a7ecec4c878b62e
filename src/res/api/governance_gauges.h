// What GET /metrics shows of models, incidents, the log and secrets: read when asked.
#pragma once

#include <string>

#include "res/api/api.h"

namespace gs::res {

// On the pool. What cannot be read has no series; ApiParts::say tells why.
std::string governance_gauges(const ApiParts& api);

}  // namespace gs::res
