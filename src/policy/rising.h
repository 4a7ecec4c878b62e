// Whether a condition can only come true as a text goes on.
//
// A stream is judged by its beginning. That is right for "the output contains a secret": once true
// it stays true. It is wrong for "the output is shorter than 100 characters", or "the model has not
// refused": only the whole text can say. The difference is told from the shape of the condition:
// signals rise (false to true, numbers up, lists longer), and so does everything that is put
// together from what rises by `and`, `or`, `>`, `>=`, `in`, `exists` and `size`. A shape that is
// not recognised counts as one that may fall.
#pragma once

#include "policy/cel/program.h"
#include "policy/variables.h"

namespace gs::policy {

// For the phase output: true also when the condition does not read the output at all.
bool only_rises(const cel::Program& program, const Variables& variables);

}  // namespace gs::policy
