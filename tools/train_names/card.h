// The card of the model, written by the run that trained it.
#pragma once

#include <string>
#include <vector>

#include "train_names/evaluation.h"
#include "train_names/rows.h"
#include "train_names/training.h"

namespace gs::train {

struct CardContent {
  std::string command;
  TrainingOptions options;
  Trained trained;
  Sources sources;
  std::vector<Row> rows;                  // the model's
  std::map<std::string, Figures> folds;   // by what was left out, on its dev and train rows
  std::map<std::string, Figures> others;  // of other models on the same folds, by what they are
  Figures dev;
  measure::CountsByType pii;  // of pii.dev.jsonl, which no model has seen
  measure::CountsByType pii_without_addresses;
};

std::string card(const CardContent& content);

}  // namespace gs::train
