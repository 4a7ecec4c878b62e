#include "policy/rule.h"

#include <array>

#include <fmt/format.h>

namespace gs::policy {
namespace {

constexpr std::array<std::string_view, 6> kActionNames = {"allow",     "flag",      "mask",
                                                          "summarize", "safe_mode", "block"};

}  // namespace

std::string_view to_string(Action action) {
  return kActionNames[static_cast<size_t>(action)];
}

std::optional<Action> parse_action(std::string_view name) {
  for (size_t i = 0; i < kActionNames.size(); ++i) {
    if (kActionNames[i] == name) return static_cast<Action>(i);
  }
  return std::nullopt;
}

bool can_act(Action action, Phase phase) {
  if (action == Action::kSafeMode) return phase == Phase::kPrompt;
  if (action == Action::kSummarize) return phase == Phase::kOutput;
  return true;
}

std::string_view to_string(Phases phases) {
  if (phases.prompt && phases.output) return "both";
  return phases.prompt ? "prompt" : "output";
}

std::string to_string(const RuleMode& mode) {
  switch (mode.kind) {
    case RuleMode::Kind::kEnforce:
      return "enforce";
    case RuleMode::Kind::kShadow:
      return "shadow";
    case RuleMode::Kind::kCanary:
      break;
  }
  return fmt::format("canary {}%", mode.canary_percent);
}

std::string_view to_string(MaskStyle style) {
  constexpr std::array<std::string_view, 4> kNames = {"token", "redact", "hash", "partial"};
  return kNames[static_cast<size_t>(style)];
}

bool AppliesTo::nothing() const {
  const auto empty = [](const auto& list) { return list && list->empty(); };
  return empty(tenants) || empty(models) || empty(paths);
}

bool glob_matches(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return pattern == name;
  return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::string_view to_string(RuleSource source) {
  return source == RuleSource::kFile ? "file" : "baseline";
}

}  // namespace gs::policy
