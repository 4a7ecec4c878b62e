// Readings of the caller's context that fail when the caller left the key out.
//
// context.x is safe where the expression has made sure of it: behind has(context.x) or "x" in
// context in a conjunction or a conditional, or behind their negation in a disjunction. Optional
// selection, context.?x.orValue(..), is always safe. Since && and || absorb errors on either side,
// a guard may stand on either side too.
#pragma once

#include <string>
#include <vector>

#include "policy/cel/program.h"

namespace gs::policy {

struct UnguardedRead {
  std::string path;  // "context.user.tier"
  cel::SourceRange range;
};

// In the order of the source; of a chain such as context.a.b the innermost unguarded part only.
std::vector<UnguardedRead> unguarded_context_reads(const cel::Program& program);

}  // namespace gs::policy
