// Sets of moderation categories, and which category lies within which.
#pragma once

#include <bitset>
#include <cstddef>
#include <string_view>

#include "base/moderation_categories.h"

namespace gs::detect {

inline constexpr size_t kHarmCategoryCount = kModerationCategories.size();

// Bit i stands for kModerationCategories[i].
using HarmCategorySet = std::bitset<kHarmCategoryCount>;

// The index of the category that the one of `index` lies within; `index` where there is none.
constexpr size_t wider_category(size_t index) {
  const std::string_view name = kModerationCategories[index];
  const std::string_view wider = name.substr(0, name.find('/'));
  for (size_t i = 0; i < index; ++i) {
    if (kModerationCategories[i] == wider) return i;
  }
  return index;
}

}  // namespace gs::detect
