// The model card that a training run writes beside its models.
#pragma once

#include <string>
#include <vector>

#include "detect/harm/harm_model.h"
#include "train_harm/calibration.h"
#include "train_harm/harm_rows.h"
#include "training/linear_fit.h"

namespace gs::training {

struct HarmCardInput {
  std::string command;
  uint32_t seed = 0;
  LinearSettings settings;
  LinearSettings category_settings;
  detect::HarmScale scale;
  // By row, from models that have not seen the row's group.
  std::vector<HarmMargins> margins;
  std::vector<detect::HarmCategorySet> categories;
  size_t bytes = 0;           // of harm.gsm
  size_t category_bytes = 0;  // of harm_categories.gsm
  double seconds = 0;
};

std::string write_harm_card(const HarmRows& rows, const HarmCardInput& input);

}  // namespace gs::training
