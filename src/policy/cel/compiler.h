// Syntax tree and resolved names to code.
#pragma once

#include <string_view>

#include "policy/cel/checker.h"
#include "policy/cel/code.h"

namespace gs::cel {

// Never fails: what cannot work (an undeclared name in an unchecked expression, say) becomes an
// error value at its place, absorbable like any other. The code points into `ast`.
Code generate(const Ast& ast, const CheckedTypes& types, const Environment& environment);

}  // namespace gs::cel
