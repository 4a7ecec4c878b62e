// The model card: what the model was made from, how, and what it is worth.
#pragma once

#include <string>
#include <vector>

#include "train_injection/calibration.h"
#include "train_injection/judged_row.h"
#include "training/linear_fit.h"

namespace gs::training {

struct CardInput {
  std::string command;
  LinearSettings settings;
  detect::MarginScale calibration;
  std::vector<double> margins;  // by row, of models that have not seen its source
  double seconds = 0;           // that training took
  size_t bytes = 0;             // of the model file
};

// Markdown.
std::string write_card(const Rows& rows, const CardInput& input);

}  // namespace gs::training
