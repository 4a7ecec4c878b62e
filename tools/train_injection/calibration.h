// How the margin of the learned model and the log-odds of phrases become one score.
#pragma once

#include <vector>

#include "detect/injection/injection_model.h"
#include "train_injection/judged_row.h"

namespace gs::training {

// The log-odds of an attack are kNothing + phrases + what the margin adds. Margins by row, each
// from a model that has not seen the row's source. Shift: as many ordinary texts score above 0.8 as
// `false_positives` says. Slope: the highest sum of area under the curve, recall at 1% false
// positives and recall at 0.8, on a grid.
detect::MarginScale calibrate(const Rows& rows, const std::vector<double>& margins,
                              double false_positives);

// The score, 0 to 1.
double score_of(const detect::MarginScale& scale, double phrases, double margin);

}  // namespace gs::training
