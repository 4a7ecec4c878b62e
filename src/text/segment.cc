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

}  // namespace gs::text
