#include "detect/harm/harm_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gs::detect {

Result<std::shared_ptr<const HarmModel>> HarmModel::open(const std::string& folder) {
  GS_TRY(Model harm, Model::open(folder + "/harm.gsm", kTask, kColumns, kNumberCount));
  GS_TRY(Model categories, Model::open(folder + "/harm_categories.gsm", kCategoryTask,
                                       kModerationCategories, kCategoryNumbers));
  return std::shared_ptr<const HarmModel>(new HarmModel(std::move(harm), std::move(categories)));
}

Result<std::shared_ptr<const HarmModel>> HarmModel::of_bytes(std::string_view harm,
                                                             std::string_view categories) {
  GS_TRY(Model first, Model::of_bytes(harm, kTask, kColumns, kNumberCount));
  GS_TRY(Model second,
         Model::of_bytes(categories, kCategoryTask, kModerationCategories, kCategoryNumbers));
  return std::shared_ptr<const HarmModel>(new HarmModel(std::move(first), std::move(second)));
}

HarmModel::HarmModel(Model harm, Model categories)
    : harm_(std::move(harm)),
      categories_(std::move(categories)),
      margin_{harm_.numbers()[kBias], harm_.scale(0), harm_.numbers()[kDamping]},
      scale_{harm_.numbers()[kKnee],  harm_.numbers()[kShift], harm_.numbers()[kLower],
             harm_.numbers()[kUpper], harm_.numbers()[kPart],  harm_.numbers()[kPartOfShort]} {}

double HarmScale::score(float margin) const {
  const float beyond = margin - knee;
  const float log_odds = shift + (beyond < 0 ? lower : upper) * beyond;
  return 1 / (1 + std::exp(-static_cast<double>(log_odds)));
}

double HarmScale::score(float window, float part_margin, size_t tokens) const {
  return std::max(score(window), score(part_margin) - handicap(tokens));
}

double HarmScale::handicap(size_t tokens) const {
  const auto over = [](size_t count, size_t least) {
    return std::log(static_cast<double>(count) / static_cast<double>(least));
  };
  const double length = over(std::clamp(tokens, kShort, kLong), kShort) / over(kLong, kShort);
  return static_cast<double>(part_of_short) + length * static_cast<double>(part - part_of_short);
}

HarmCategorySet HarmModel::categories(std::span<const uint32_t> hashes) const {
  std::array<int64_t, kHarmCategoryCount> sums{};
  for (const uint32_t hash : hashes) {
    const int8_t* row = categories_.row(hash);
    for (size_t i = 0; i < kHarmCategoryCount; ++i) sums[i] += row[i];
  }
  const auto numbers = categories_.numbers();
  HarmCategorySet found;
  size_t likeliest = 0;
  float highest = -1e30f;
  for (size_t i = 0; i < kHarmCategoryCount; ++i) {
    const LinearMargin category{numbers[1 + i], categories_.scale(i), numbers[0]};
    const float margin = category.of(sums[i], hashes.size());
    if (margin > 0) found.set(i);
    if (margin > highest) {
      highest = margin;
      likeliest = i;
    }
  }
  found.set(likeliest);
  for (size_t i = 0; i < kHarmCategoryCount; ++i) {
    if (found.test(i)) found.set(wider_category(i));
  }
  return found;
}

}  // namespace gs::detect
