// From rows to the bytes of a model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "train_names/field.h"
#include "train_names/gazetteers.h"
#include "train_names/rows.h"

namespace gs::train {

enum class Family { kField, kPerceptron };

struct TrainingOptions {
  uint64_t seed = 20261127;
  Family family = Family::kField;
  FieldOptions field;
  size_t rounds = 3;       // over all rows, before features are dropped
  size_t rounds_kept = 1;  // and with those that are kept
  size_t features = 270'000;
  uint8_t least_count = 3;  // features seen less often are not looked at
  size_t fills = 40;        // rows made of each template
  size_t fills_own = 25;    // ... of each of data/training, as far as
  size_t rows_own = 5000;   // those of a language are no more than these
  size_t fills_none = 3;    // copies of one without slots
  double lower = 0.12;      // shares of the rows that are added without capitals, in capitals,
  double upper = 0.04;      // and in snippets
  double snippets = 0.08;
  double hide_made = 0.4;  // shares of rows whose names no list knows
  double hide = 0.1;
  bool lists = true;     // false: without gazetteers, for comparison
  bool clusters = true;  // false: without clusters of words
  double fill = 0.7;     // of the model's tables
};

struct Trained {
  std::string model;
  size_t rows = 0;  // with those that were made
  size_t tokens = 0;
  size_t features = 0;  // that occur often enough
  double seconds = 0;
};

Result<Trained> train(const std::vector<Row>& rows, const std::vector<Template>& templates,
                      const Gazetteers& gazetteers, const std::map<uint64_t, uint16_t>& clusters,
                      const TrainingOptions& options);

}  // namespace gs::train
