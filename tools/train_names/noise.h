// Copies of rows as people type them: without capitals, in capitals, in snippets.
#pragma once

#include "train_names/random.h"
#include "train_names/rows.h"

namespace gs::train {

Row in_lower_case(const Row& row);
Row in_upper_case(const Row& row);
// A few words around one of its spans; the row itself when it has none.
Row snippet(const Row& row, Random& random);

}  // namespace gs::train
