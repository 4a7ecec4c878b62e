// The learned models behind harm_score and harm_categories: linear, over hashed features.
//
// The margin of a stretch of tokens: detect/learned/linear_margin.h. The categories have a model of
// their own, in a second file, because its rows are 13 times as wide and it is read only where harm
// was found.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "detect/harm/categories.h"
#include "detect/learned/linear_margin.h"
#include "detect/learned/model.h"

namespace gs::detect {

// How margins become a score: log-odds are a line through (knee, shift), steeper below the knee,
// and a part of a text counts less than the same words alone: by `part_of_short` in a text of up to
// 128 tokens, which says most as a whole, by `part` in one of 1,024 or more, where a part may be
// all that matters, and in between by what lies on the line over the logarithm of the length.
struct HarmScale {
  static constexpr size_t kShort = 128;  // tokens
  static constexpr size_t kLong = 1024;

  float knee = 0;
  float shift = 0;
  float lower = 1;  // slope below the knee
  float upper = 1;
  float part = 0;
  float part_of_short = 0;

  // 0 to 1; never falls when the margin rises.
  double score(float margin) const;
  // Of a text of so many tokens with these highest margins.
  double score(float window, float part_margin, size_t tokens) const;
  // What a part of a text of so many tokens counts less.
  double handicap(size_t tokens) const;
};

// Immutable; any thread may read.
class HarmModel {
 public:
  static constexpr std::string_view kTask = "harm";
  static constexpr std::string_view kColumns[] = {"harm"};
  // In the model's numbers: bias and damping of the margin, then HarmScale in its order.
  enum Number : size_t {
    kBias,
    kDamping,
    kKnee,
    kShift,
    kLower,
    kUpper,
    kPart,
    kPartOfShort,
    kNumberCount
  };

  static constexpr std::string_view kCategoryTask = "harm categories";
  // Numbers of the model of categories: the damping, and a bias for each category.
  static constexpr size_t kCategoryNumbers = 1 + kHarmCategoryCount;

  // Reads "<folder>/harm.gsm" and "<folder>/harm_categories.gsm". Errors: those of Model::open.
  static Result<std::shared_ptr<const HarmModel>> open(const std::string& folder);
  // The same of bytes in memory, which outlive it and are aligned to 4.
  static Result<std::shared_ptr<const HarmModel>> of_bytes(std::string_view harm,
                                                           std::string_view categories);

  int32_t weight(uint32_t hash) const { return *harm_.row(hash); }
  // The margin of `features` features whose weights sum up to `sum`.
  float margin(int64_t sum, size_t features) const { return margin_.of(sum, features); }
  const HarmScale& scale() const { return scale_; }
  // Of a harmful stretch with these features: the likely ones and what they lie within, at least
  // one.
  HarmCategorySet categories(std::span<const uint32_t> hashes) const;

 private:
  HarmModel(Model harm, Model categories);

  Model harm_;
  Model categories_;
  LinearMargin margin_;
  HarmScale scale_;
};

}  // namespace gs::detect
