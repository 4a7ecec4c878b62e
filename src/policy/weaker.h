// Whether a rule that replaces a baseline rule protects less than the original.
#pragma once

#include <string>
#include <vector>

#include "policy/program.h"

namespace gs::policy {

// The ways in which `replacement`, a rule of `policy`, is weaker than `original`, a rule of
// `baseline`; empty when it is not. Conditions are compared by trying both on a grid of the values
// that the original reads (scores in steps of 0.01), everything else neutral: a replacement that
// misses an input which the original catches is weaker.
std::vector<std::string> weaker_in(const CompiledPolicy& policy, const CompiledRule& replacement,
                                   const CompiledPolicy& baseline, const CompiledRule& original);

}  // namespace gs::policy
