// Why a condition is true, false or failed: every sub-expression with its value, as an indented
// tree.
#pragma once

#include <string>

#include "policy/cel/value.h"
#include "policy/frame.h"
#include "policy/program.h"

namespace gs::policy {

// For the rule and a frame that holds at least the slots it reads:
//
//   prompt.contains_pii == true and lawful_basis == false    => true
//     prompt.contains_pii == true                            => true
//       prompt.contains_pii                                  => true
//
// Parts that were not reached, as the other side of a decided `and`, say so. A part that is
// evaluated several times (the body of a comprehension) shows its last value and the count.
std::string explain(const CompiledRule& rule, Frame& frame);

}  // namespace gs::policy
