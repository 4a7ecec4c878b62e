// Logistic regression on hashed features, by LIBLINEAR.
//
// Fan, Chang, Hsieh, Wang, Lin, "LIBLINEAR: A Library for Large Linear Classification" (JMLR 2008).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "training/word_groups.h"

namespace gs::training {

// One row to fit: the hashes of its features, each as often as it occurs.
struct Example {
  std::span<const uint32_t> hashes;
  bool label = false;
  unsigned times = 1;  // as if it stood there so often
};

struct LinearSettings {
  size_t buckets = 1 << 18;  // a power of two
  double damping = 20;       // added to the number of features under the square root
  double cost = 10;          // LIBLINEAR's C
  // Features are multiplied by this power of log(examples / examples that have them), so that rare
  // ones are held back less; the weights given back include it.
  double rarity = 0.75;
};

struct LinearModel {
  std::vector<float> weights;  // by bucket
  float bias = 0;
};

// The same examples in the same order give the same model. Single thread.
//
// A word of a group has the group as a feature besides, which does not add to the number of
// features. What the group weighs is in the end added to the weight of each of its words, those
// that no example has included, so that whoever reads the model needs no groups.
LinearModel fit_linear(const std::vector<Example>& examples, const LinearSettings& settings,
                       const WordGroups& groups = {});

// bias + sum of weights / sqrt(number + damping).
double margin(const LinearModel& model, const LinearSettings& settings,
              std::span<const uint32_t> hashes);

// Weights in 127ths of `scale`.
struct Quantised {
  std::vector<int8_t> weights;
  float scale = 1;
};
Quantised quantise(const std::vector<float>& weights);

}  // namespace gs::training
