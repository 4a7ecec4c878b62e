// What compiles but is probably not meant.
//
// Checks (Issue::check): context-without-has, weaker-than-baseline (errors); never-matches,
// always-matches, applies-to-nothing, shadowed-rule, unknown-owner, threshold-no-gate,
// unknown-threshold, unused-list, unused-pattern, baseline-off (warnings). misspelt-key and
// unused-mask come from loading.
#pragma once

#include "base/issue.h"
#include "policy/program.h"

namespace gs::policy {

// In the order of the file.
Issues lint(const CompiledPolicy& policy);

}  // namespace gs::policy
