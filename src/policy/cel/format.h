// Expressions in canonical layout, for `policy fmt`.
#pragma once

#include <string>

#include "policy/cel/ast.h"

namespace gs::cel {

// The tree as text with canonical spacing, minimal parentheses and macros as they were written.
// Uses the words `and`, `or`, `not` when `words` is set, the symbols otherwise. Parsing the result
// gives an equal tree. An expression with comments is given back as it was written, because the
// tree does not hold them.
std::string format(const Ast& ast, bool words);

}  // namespace gs::cel
