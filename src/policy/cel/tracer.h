// The plain evaluation: a walk over the tree that tells an observer every value.
//
// Nothing is folded, flattened or specialised, so every sub-expression that the language evaluates
// is seen. Gives the value that compiled code gives; only where the iteration or memory budget runs
// out the two may differ, because compiled code does less.
#pragma once

#include "policy/cel/program.h"

namespace gs::cel {

Value trace_expression(const Ast& ast, const CheckedTypes& types, uint32_t max_iterations,
                       std::span<const Value> slots, Arena& arena,
                       const Program::Observer& observe);

}  // namespace gs::cel
