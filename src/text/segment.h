// What a request shows to, or a model says: the unit that detectors judge.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gs::text {

enum class Phase : uint8_t { kPrompt, kOutput };

std::string_view to_string(Phase phase);

// Who speaks. A detector may judge an instruction inside a tool result differently from a user's
// own.
enum class Role : uint8_t { kUser, kSystem, kAssistant, kTool, kDocument };

std::string_view to_string(Role role);
std::optional<Role> role_named(std::string_view name);  // "tool"

// A string of a request or an answer. `text` is valid UTF-8 and borrowed from the body it came
// from.
struct Segment {
  Role role = Role::kUser;
  std::string
      json_path;  // where it stands, as in "messages[2].content"; "prompt" at /filter/prompt
  std::string_view text;
};

// A stretch of a segment, in bytes of its original text, [begin, end).
struct Span {
  size_t begin = 0;
  size_t end = 0;
};

}  // namespace gs::text
