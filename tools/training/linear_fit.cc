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

// The example's buckets, sorted.
void sort_buckets(const Example& example, const LinearSettings& settings,
                  std::vector<uint32_t>& buckets) {
  buckets.assign(example.hashes.begin(), example.hashes.end());
  for (uint32_t& bucket : buckets) bucket &= static_cast<uint32_t>(settings.buckets - 1);
  std::sort(buckets.begin(), buckets.end());
}

// By bucket, what its features are multiplied by; 1 on the average.
std::vector<double> rarities(const std::vector<Example>& examples, const LinearSettings& settings) {
  std::vector<double> having(settings.buckets);
  std::vector<uint32_t> buckets;
  for (const Example& example : examples) {
    sort_buckets(example, settings, buckets);
    buckets.erase(std::unique(buckets.begin(), buckets.end()), buckets.end());
    for (const uint32_t bucket : buckets) ++having[bucket];
  }
  std::vector<double> made(settings.buckets);
  double squares = 0, features = 0;
  for (size_t i = 0; i < settings.buckets; ++i) {
    const double rare = std::log(static_cast<double>(examples.size()) / (having[i] + 1));
    made[i] = std::pow(std::max(rare, 0.5), settings.rarity);
    squares += made[i] * made[i] * having[i];
    features += having[i];
  }
  for (double& value : made) value /= std::sqrt(squares / std::max(features, 1.0));
  return made;
}

void append_row(const Example& example, const LinearSettings& settings,
                const std::vector<double>& rarity, std::vector<uint32_t>& buckets,
                std::vector<feature_node>& nodes) {
  sort_buckets(example, settings, buckets);
  const double one = 1 / std::sqrt(static_cast<double>(buckets.size()) + settings.damping);
  for (size_t i = 0; i < buckets.size();) {
    const size_t from = i;
    while (i < buckets.size() && buckets[i] == buckets[from]) ++i;
    const double value = one * static_cast<double>(i - from) * rarity[buckets[from]];
    nodes.push_back({static_cast<int>(buckets[from]) + 1, value});
  }
  nodes.push_back({static_cast<int>(settings.buckets) + 1, 1});  // the bias
  nodes.push_back({-1, 0});
}

}  // namespace

LinearModel fit_linear(const std::vector<Example>& examples, const LinearSettings& settings) {
  Matrix matrix;
  const std::vector<double> rarity = rarities(examples, settings);
  std::vector<uint32_t> buckets;
  std::vector<double> labels;
  for (const Example& example : examples) {
    const size_t begin = matrix.nodes.size();
    append_row(example, settings, rarity, buckets, matrix.nodes);
    for (unsigned i = 0; i < example.times; ++i) {
      matrix.begins.push_back(begin);
      labels.push_back(example.label ? 1 : -1);
    }
  }
  std::vector<feature_node*> rows;
  for (const size_t begin : matrix.begins) rows.push_back(matrix.nodes.data() + begin);
  problem data{};
  data.l = static_cast<int>(rows.size());
  data.n = static_cast<int>(settings.buckets) + 1;
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
  LinearModel made;
  made.weights.resize(settings.buckets);
  for (size_t i = 0; i < settings.buckets; ++i) {
    made.weights[i] = static_cast<float>(sign * found->w[i] * rarity[i]);
  }
  made.bias = static_cast<float>(sign * found->w[settings.buckets]);
  free_and_destroy_model(&found);
  return made;
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
