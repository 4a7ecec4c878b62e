// The patterns of a policy as the pattern detector takes them.
#pragma once

#include <vector>

#include "base/result.h"
#include "detect/patterns.h"
#include "policy/program.h"

namespace gs::filter {

Result<std::vector<detect::Pattern>> patterns_of(const policy::CompiledPolicy& policy);

}  // namespace gs::filter
