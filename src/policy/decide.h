// The evaluation of a policy: inputs in, decision out, nothing else touched.
//
// All rules of the phase are evaluated. The action is the most severe one among those that matched
// and are enforced; a rule whose condition fails to evaluate counts as matched unless it says
// on_error: skip.
#pragma once

#include "policy/decision.h"
#include "policy/frame.h"
#include "policy/inputs.h"
#include "policy/program.h"

namespace gs::policy {

// Fills `decision` (its memory is reused). Rules that do not match allocate nothing. `frame` is
// scratch memory, one per thread.
void decide(const CompiledPolicy& policy, const Inputs& inputs, Frame& frame, Decision& decision);

// Whether a match of the rule is acted on in this exchange: not in shadow mode, and in canary mode
// for its share of the exchanges.
bool is_enforced(const CompiledPolicy& policy, const Rule& rule, const Inputs& inputs);

// For callers that decide once.
Decision decide(const CompiledPolicy& policy, const Inputs& inputs);

}  // namespace gs::policy
