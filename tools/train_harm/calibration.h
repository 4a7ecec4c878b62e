// From margins of left-out rows to scores.
#pragma once

#include <vector>

#include "detect/harm/harm_model.h"
#include "train_harm/harm_rows.h"

namespace gs::training {

// Of a row: the highest margins of its windows and parts, and its length in tokens.
struct HarmMargins {
  float window = 0;
  float part = 0;
  size_t tokens = 0;

  double score(const detect::HarmScale& scale) const { return scale.score(window, part, tokens); }
};

// Margins by row, each from a model that has not seen the row's group; written rows are passed
// over. Slopes: logistic regression of the labels on the windows' margins (Platt), once of those
// below the knee and once of those above, both labels weighing the same: harmful texts are sooner
// told from most harmless ones than from the last of them. Shift: `false_positives` of the everyday
// rows score above 0.8.
detect::HarmScale calibrate_harm(const HarmRows& rows, const std::vector<HarmMargins>& margins,
                                 double false_positives);

}  // namespace gs::training
