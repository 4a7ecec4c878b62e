// The categories of harm that OpenAI's moderation API names (omni-moderation).
#pragma once

#include <array>
#include <string_view>

namespace gs {

// In alphabetical order. A category with a slash lies within the one before the slash.
inline constexpr std::array<std::string_view, 13> kModerationCategories = {
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

}  // namespace gs
