#include "train_harm/learner.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "detect/harm/harm_reader.h"

namespace gs::training {
namespace {

Result<std::string> encode_categories(const std::vector<LinearModel>& models,
                                      const LinearSettings& settings) {
  detect::ModelParts parts;
  parts.task = detect::HarmModel::kCategoryTask;
  parts.numbers = {static_cast<float>(settings.damping)};
  parts.table.resize(settings.buckets * models.size());
  for (size_t i = 0; i < models.size(); ++i) {
    const Quantised quantised = quantise(models[i].weights);
    parts.columns.emplace_back(detect::kHarmCategories[i]);
    parts.scales.push_back(quantised.scale);
    parts.numbers.push_back(models[i].bias);
    for (size_t bucket = 0; bucket < settings.buckets; ++bucket) {
      parts.table[bucket * models.size() + i] = quantised.weights[bucket];
    }
  }
  return detect::encode_model(parts);
}

// How often each of the rows that have a category counts: half way to as much as the others
// together.
unsigned times_of_rare(size_t having, size_t all) {
  if (having == 0) return 1;
  const double ratio = static_cast<double>(all - having) / static_cast<double>(having);
  return static_cast<unsigned>(std::clamp(std::lround(std::sqrt(ratio)), 1L, 8L));
}

}  // namespace

Result<std::string> encode_harm(const LinearModel& model, const LinearSettings& settings,
                                const HarmCalibration& calibration) {
  Quantised quantised = quantise(model.weights);
  detect::ModelParts parts;
  parts.task = detect::HarmModel::kTask;
  parts.columns = {std::string(detect::HarmModel::kColumns[0])};
  parts.scales = {quantised.scale};
  parts.table = std::move(quantised.weights);
  using enum detect::HarmModel::Number;
  parts.numbers.resize(kNumberCount);
  parts.numbers[kBias] = model.bias;
  parts.numbers[kDamping] = static_cast<float>(settings.damping);
  parts.numbers[kPart] = static_cast<float>(calibration.part);
  parts.numbers[kSlope] = static_cast<float>(calibration.slope);
  parts.numbers[kShift] = static_cast<float>(calibration.shift);
  return detect::encode_model(parts);
}

Result<std::string> no_categories() {
  LinearModel nothing;
  nothing.weights = {0};
  LinearSettings settings;
  settings.buckets = 1;
  return encode_categories(std::vector<LinearModel>(detect::kHarmCategoryCount, nothing), settings);
}

Result<LinearModel> learn_harm(const HarmRows& rows, const LinearSettings& settings,
                               const Uses& use) {
  std::vector<Example> examples;
  for (const HarmRow& row : rows.rows) {
    if (use(row)) examples.push_back({row.hashes, row.label, row.times});
  }
  LinearSettings rough = settings;
  rough.cost = settings.cost / 4;  // quicker, and good enough to find stretches by
  HarmFiles files;
  GS_TRY(files.harm, encode_harm(fit_linear(examples, rough), rough, {}));
  GS_TRY(files.categories, no_categories());
  GS_TRY(const auto first, files.model());
  detect::HarmReader reader;
  std::vector<std::vector<uint32_t>> stretches;
  stretches.reserve(rows.rows.size());  // examples point into it
  for (const HarmRow& row : rows.rows) {
    if (!row.is_long || row.label || !use(row)) continue;
    const auto found = reader.read(*first, row.plain);
    const auto hashes = reader.hashes(found.stretch);
    stretches.emplace_back(hashes.begin(), hashes.end());
    examples.push_back({stretches.back(), row.label, row.times});
  }
  return fit_linear(examples, settings);
}

Result<std::string> learn_categories(const HarmRows& rows, const LinearSettings& settings,
                                     const Uses& use) {
  std::vector<LinearModel> models;
  for (size_t category = 0; category < detect::kHarmCategoryCount; ++category) {
    size_t having = 0;
    std::vector<Example> examples;
    for (const HarmRow& row : rows.rows) {
      if (!row.label || row.categories.none() || !use(row)) continue;
      examples.push_back({row.hashes, row.categories.test(category), row.times});
      having += row.categories.test(category);
    }
    const unsigned times = times_of_rare(having, examples.size());
    for (Example& example : examples) {
      if (example.label) example.times *= times;
    }
    models.push_back(fit_linear(examples, settings));
  }
  return encode_categories(models, settings);
}

}  // namespace gs::training
