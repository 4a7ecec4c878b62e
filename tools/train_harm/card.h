// The model card that a training run writes beside its models.
#pragma once

#include <string>
#include <vector>

#include "train_harm/harm_rows.h"
#include "train_harm/learner.h"
#include "training/linear_fit.h"

namespace gs::training {

struct HarmCardInput {
  std::string command;
  uint32_t seed = 0;
  LinearSettings settings;
  LinearSettings category_settings;
  HarmCalibration calibration;
  // By row, from models that have not seen the row's group.
  std::vector<double> margins;
  std::vector<detect::HarmCategorySet> categories;
  size_t bytes = 0;           // of harm.gsm
  size_t category_bytes = 0;  // of harm_categories.gsm
  double seconds = 0;
};

std::string write_harm_card(const HarmRows& rows, const HarmCardInput& input);

}  // namespace gs::training
