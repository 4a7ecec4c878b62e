// Reads single settings into the fields of a struct. The key is one of gateway_table().
#pragma once

#include "settings/settings.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace gs::settings {

// Position of the text among the choices of its row; the enums list theirs in the same order.
template <typename Enum>
Enum choice_of(const ResolvedSetting& one) {
  const std::vector<std::string> choices = choices_of(one.setting);
  const auto found = std::find(choices.begin(), choices.end(), std::get<std::string>(one.value));
  return static_cast<Enum>(found - choices.begin());
}

template <typename Enum>
Enum choice(const Settings& settings, std::string_view key) {
  return choice_of<Enum>(settings.find(key));
}

inline const std::string& text(const Settings& settings, std::string_view key) {
  return settings.get<std::string>(key);
}

inline const std::vector<std::string>& list(const Settings& settings, std::string_view key) {
  return settings.get<std::vector<std::string>>(key);
}

inline std::chrono::milliseconds duration(const Settings& settings, std::string_view key) {
  return settings.get<std::chrono::milliseconds>(key);
}

inline uint32_t number(const Settings& settings, std::string_view key) {
  return static_cast<uint32_t>(settings.get<int64_t>(key));
}

inline bool on(const Settings& settings, std::string_view key) {
  return settings.get<bool>(key);
}

}  // namespace gs::settings
