// The lint checks that look at one rule, or at rules side by side.
#pragma once

#include "base/issue.h"
#include "policy/program.h"

namespace gs::policy {

void lint_rules(const CompiledPolicy& policy, Issues& issues);

}  // namespace gs::policy
