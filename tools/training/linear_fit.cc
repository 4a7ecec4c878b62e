#include "training/linear_fit.h"

#include <linear.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace gs::training {
namespace {

// LIBLINEAR's rows: (index from 1, value) in rising order, ended by -1.
struct Matrix {
  std::vector<feature_node> nodes;
  std::vector<size_t> begins;
};

// Columns of LIBLINEAR: the buckets, the groups of words, the bias.
struct Columns {
  const LinearSettings& settings;
  const WordGroups& groups;

  uint32_t bucket(uint32_t hash) const {
    return hash & static_cast<uint32_t>(settings.buckets - 1);
  }
  uint32_t group(const GroupedWord& word) const {
    return static_cast<uint32_t>(settings.buckets) + word.group;
  }
  size_t bias() const { return settings.buckets + groups.count; }

  // Those of an example without the bias, sorted.
  void sort(const Example& example, std::vector<uint32_t>& columns) const {
    columns.clear();
    for (const uint32_t hash : example.hashes) {
      columns.push_back(bucket(hash));
      if (const GroupedWord* word = groups.find(hash)) columns.push_back(group(*word));
    }
    std::sort(columns.begin(), columns.end());
  }
};

// By column, what its features are multiplied by; 1 on the average of those in buckets.
std::vector<double> rarities(const std::vector<Example>& examples, const Columns& columns) {
  std::vector<double> having(columns.bias());
  std::vector<uint32_t> sorted;
  for (const Example& example : examples) {
    columns.sort(example, sorted);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    for (const uint32_t column : sorted) ++having[column];
  }
  std::vector<double> made(having.size());
  double squares = 0, features = 0;
  for (size_t i = 0; i < made.size(); ++i) {
    const double rare = std::log(static_cast<double>(examples.size()) / (having[i] + 1));
    made[i] = std::pow(std::max(rare, 0.5), columns.settings.rarity);
    if (i >= columns.settings.buckets) continue;
    squares += made[i] * made[i] * having[i];
    features += having[i];
  }
  for (double& value : made) value /= std::sqrt(squares / std::max(features, 1.0));
  return made;
}

void append_row(const Example& example, const Columns& columns, const std::vector<double>& rarity,
                std::vector<uint32_t>& sorted, std::vector<feature_node>& nodes) {
  columns.sort(example, sorted);
  const double features = static_cast<double>(example.hashes.size());
  const double one = 1 / std::sqrt(features + columns.settings.damping);
  for (size_t i = 0; i < sorted.size();) {
    const size_t from = i;
    while (i < sorted.size() && sorted[i] == sorted[from]) ++i;
    const double value = one * static_cast<double>(i - from) * rarity[sorted[from]];
    nodes.push_back({static_cast<int>(sorted[from]) + 1, value});
  }
  nodes.push_back({static_cast<int>(columns.bias()) + 1, 1});
  nodes.push_back({-1, 0});
}

// `weights`: LIBLINEAR's, by column, for the label true.
LinearModel model_of(const std::vector<double>& weights, const Columns& columns,
                     const std::vector<double>& rarity) {
  LinearModel made;
  made.weights.resize(columns.settings.buckets);
  for (size_t i = 0; i < made.weights.size(); ++i) {
    made.weights[i] = static_cast<float>(weights[i] * rarity[i]);
  }
  for (const GroupedWord& word : columns.groups.words) {
    const uint32_t group = columns.group(word);
    made.weights[columns.bucket(word.hash)] += static_cast<float>(weights[group] * rarity[group]);
  }
  made.bias = static_cast<float>(weights[columns.bias()]);
  return made;
}

}  // namespace

LinearModel fit_linear(const std::vector<Example>& examples, const LinearSettings& settings,
                       const WordGroups& groups) {
  const Columns columns{settings, groups};
  Matrix matrix;
  const std::vector<double> rarity = rarities(examples, columns);
  std::vector<uint32_t> sorted;
  std::vector<double> labels;
  for (const Example& example : examples) {
    const size_t begin = matrix.nodes.size();
    append_row(example, columns, rarity, sorted, matrix.nodes);
    for (unsigned i = 0; i < example.times; ++i) {
      matrix.begins.push_back(begin);
      labels.push_back(example.label ? 1 : -1);
    }
  }
  std::vector<feature_node*> rows;
  for (const size_t begin : matrix.begins) rows.push_back(matrix.nodes.data() + begin);
  problem data{};
  data.l = static_cast<int>(rows.size());
  data.n = static_cast<int>(columns.bias()) + 1;
  data.y = labels.data();
  data.x = rows.data();
  data.bias = -1;
  parameter how{};
  how.solver_type = L2R_LR_DUAL;
  how.C = settings.cost;
  how.eps = 0.3;
  set_print_string_function([](const char*) {});
  std::srand(1);
  ::model* found = train(&data, &how);
  // LIBLINEAR's weights speak for the label of the first row.
  const double sign = found->label[0] == 1 ? 1 : -1;
  std::vector<double> weights(found->w, found->w + data.n);
  for (double& weight : weights) weight *= sign;
  free_and_destroy_model(&found);
  return model_of(weights, columns, rarity);
}

double margin(const LinearModel& model, const LinearSettings& settings,
              std::span<const uint32_t> hashes) {
  double sum = 0;
  for (const uint32_t hash : hashes) sum += model.weights[hash & (settings.buckets - 1)];
  return model.bias + sum / std::sqrt(static_cast<double>(hashes.size()) + settings.damping);
}

Quantised quantise(const std::vector<float>& weights) {
  float most = 0;
  for (const float weight : weights) most = std::max(most, std::abs(weight));
  Quantised made;
  made.scale = most > 0 ? most / 127 : 1;
  for (const float weight : weights) {
    made.weights.push_back(static_cast<int8_t>(std::lround(weight / made.scale)));
  }
  return made;
}

}  // namespace gs::training
