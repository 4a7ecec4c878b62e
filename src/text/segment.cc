#include "text/segment.h"

namespace gs::text {

std::string_view to_string(Phase phase) {
  return phase == Phase::kPrompt ? "prompt" : "output";
}

std::string_view to_string(Role role) {
  switch (role) {
    case Role::kUser:
      return "user";
    case Role::kSystem:
      return "system";
    case Role::kAssistant:
      return "assistant";
    case Role::kTool:
      return "tool";
    case Role::kDocument:
      return "document";
  }
  return "user";
}

std::optional<Role> role_named(std::string_view name) {
  for (const Role role :
       {Role::kUser, Role::kSystem, Role::kAssistant, Role::kTool, Role::kDocument}) {
    if (to_string(role) == name) return role;
  }
  return std::nullopt;
}

}  // namespace gs::text
