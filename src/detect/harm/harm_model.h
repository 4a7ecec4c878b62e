// The learned models behind harm_score and harm_categories: linear, over hashed features.
//
// The margin of a stretch of tokens is bias + scale * sum of weights / sqrt(number of features +
// damping), as in detect/injection/injection_model.h. The score is a logistic function of it. The
// categories have a model of their own, in a second file, because its rows are 13 times as wide and
// it is read only where harm was found.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "detect/harm/categories.h"
#include "detect/learned/model.h"

namespace gs::detect {

// Immutable; any thread may read.
class HarmModel {
 public:
  static constexpr std::string_view kTask = "harm";
  static constexpr std::string_view kColumns[] = {"harm"};
  enum Number : size_t { kBias, kDamping, kPart, kSlope, kShift, kNumberCount };

  static constexpr std::string_view kCategoryTask = "harm categories";
  // Numbers of the model of categories: the damping, and a bias for each category.
  static constexpr size_t kCategoryNumbers = 1 + kHarmCategoryCount;

  // Reads "<folder>/harm.gsm" and "<folder>/harm_categories.gsm". Errors: those of Model::open.
  static Result<std::shared_ptr<const HarmModel>> open(const std::string& folder);
  // The same of bytes in memory, which outlive it and are aligned to 4.
  static Result<std::shared_ptr<const HarmModel>> of_bytes(std::string_view harm,
                                                           std::string_view categories);

  int32_t weight(uint32_t hash) const { return *harm_.row(hash); }
  // The margin of `features` features whose weights sum up to `sum`; `is_part`: of a sentence or
  // two within more text, which have to be the more harmful.
  float margin(int64_t sum, size_t features, bool is_part) const;
  // 0 to 1; never falls when the margin rises.
  double score(float margin) const;
  // Of a harmful stretch with these features: the likely ones and what they lie within, at least
  // one.
  HarmCategorySet categories(std::span<const uint32_t> hashes) const;

 private:
  HarmModel(Model harm, Model categories);

  Model harm_;
  Model categories_;
  float bias_;
  float damping_;
  float part_;
};

}  // namespace gs::detect
