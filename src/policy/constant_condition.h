// Conditions whose value does not depend on what comes in.
#pragma once

#include <optional>

#include "policy/cel/program.h"
#include "policy/variables.h"

namespace gs::policy {

// false: the rule can never match; true: it always does; nothing: it depends.
//
// Two proofs are tried. With every variable absent, a condition that still has a value has it for
// all inputs, because && and || absorb what is absent. And a conjunction that bounds one signal
// from both sides to nothing, or a score outside 0 to 1, is false.
std::optional<bool> constant_condition(const cel::Program& program, const Variables& variables);

}  // namespace gs::policy
