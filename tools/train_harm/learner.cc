#include "train_harm/learner.h"

#include <algorithm>
#include <cmath>
#include <deque>
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
    parts.columns.emplace_back(kModerationCategories[i]);
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

constexpr int kRounds = 2;
constexpr size_t kMostMined = 3;     // of a row in a round
constexpr float kLeastMined = -1;    // margin: what is lower is learned already
constexpr size_t kLongestMined = 2;  // sentences

// The parts of a row with the highest margins, without overlap.
std::vector<detect::Stretch> worst_parts(const detect::HarmReader& reader) {
  std::vector<detect::Stretch> sorted;
  for (const detect::Stretch& part : reader.parts()) {
    if (part.sentences <= kLongestMined && part.margin >= kLeastMined) sorted.push_back(part);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.margin > b.margin; });
  std::vector<detect::Stretch> taken;
  for (const detect::Stretch& part : sorted) {
    if (taken.size() == kMostMined) break;
    const bool overlaps = std::any_of(taken.begin(), taken.end(), [&](const auto& other) {
      return part.first < other.last && other.first < part.last;
    });
    if (!overlaps) taken.push_back(part);
  }
  return taken;
}

}  // namespace

Result<std::string> encode_harm(const LinearModel& model, const LinearSettings& settings,
                                const detect::HarmScale& scale) {
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
  parts.numbers[kKnee] = scale.knee;
  parts.numbers[kShift] = scale.shift;
  parts.numbers[kLower] = scale.lower;
  parts.numbers[kUpper] = scale.upper;
  parts.numbers[kPart] = scale.part;
  parts.numbers[kPartOfShort] = scale.part_of_short;
  return detect::encode_model(parts);
}

Result<std::string> no_categories() {
  LinearModel nothing;
  nothing.weights = {0};
  LinearSettings settings;
  settings.buckets = 1;
  return encode_categories(std::vector<LinearModel>(detect::kHarmCategoryCount, nothing), settings);
}

Result<LinearModel> learn_harm(const HarmRows& rows, const WordGroups& groups,
                               const LinearSettings& settings, const Uses& use) {
  std::vector<Example> examples;
  for (const HarmRow& row : rows.rows) {
    if (use(row)) examples.push_back({row.hashes, row.label, row.times});
  }
  LinearSettings rough = settings;
  rough.cost = settings.cost / 4;           // quicker, and good enough to find sentences by
  std::deque<std::vector<uint32_t>> mined;  // examples point into it
  for (int round = 0; round < kRounds; ++round) {
    HarmFiles files;
    GS_TRY(files.harm, encode_harm(fit_linear(examples, rough, groups), rough, {}));
    GS_TRY(files.categories, no_categories());
    GS_TRY(const auto before, files.model());
    detect::HarmReader reader;
    for (const HarmRow& row : rows.rows) {
      if (!row.is_long || row.label || !use(row)) continue;
      reader.read(*before, row.plain);
      for (const detect::Stretch& part : worst_parts(reader)) {
        const auto hashes = reader.hashes_in_place(part);
        mined.emplace_back(hashes.begin(), hashes.end());
        examples.push_back({mined.back(), row.label, row.times});
      }
    }
  }
  return fit_linear(examples, settings, groups);
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
