// From margins of left-out rows to scores.
#pragma once

#include <vector>

#include "train_harm/harm_rows.h"
#include "train_harm/learner.h"

namespace gs::training {

// Margins by row, each from a model that has not seen the row's group; written rows are passed
// over. Slope: logistic regression of the labels on the margins (Platt), both labels weighing the
// same. Shift: `false_positives` of the everyday rows score above 0.8.
HarmCalibration calibrate_harm(const HarmRows& rows, const std::vector<double>& margins,
                               double false_positives);

double harm_score_of(const HarmCalibration& calibration, double margin);

}  // namespace gs::training
