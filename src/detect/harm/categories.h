// The categories of harm: those of OpenAI's moderation API (omni-moderation).
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <string_view>

namespace gs::detect {

// In alphabetical order. A category with a slash lies within the one before the slash.
inline constexpr std::array<std::string_view, 13> kHarmCategories = {
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
};

inline constexpr size_t kHarmCategoryCount = kHarmCategories.size();

// Bit i stands for kHarmCategories[i].
using HarmCategorySet = std::bitset<kHarmCategoryCount>;

// The index of the category that the one of `index` lies within; `index` where there is none.
constexpr size_t wider_category(size_t index) {
  const std::string_view name = kHarmCategories[index];
  const std::string_view wider = name.substr(0, name.find('/'));
  for (size_t i = 0; i < index; ++i) {
    if (kHarmCategories[i] == wider) return i;
  }
  return index;
}

}  // namespace gs::detect
