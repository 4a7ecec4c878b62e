// One value of a row, as its file wrote it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gs::evaluate {

struct Cell {
  // kUntyped: a field of a CSV file, which does not say what its fields are. The others are JSON's;
  // of kNested, an object or array, the text is not kept.
  enum class Kind : uint8_t { kAbsent, kNull, kUntyped, kText, kNumber, kBoolean, kNested };

  Kind kind = Kind::kAbsent;
  std::string_view text;  // a string's characters, a number's digits, "true" or "false"

  // Absent, null, or an empty text: nothing was written.
  bool is_empty() const;
  // Of a number, or of an untyped field that spells one; finite. A JSON text is no number: a file
  // that knows types is held to them.
  std::optional<double> number() const;
  // Of true, false, 1 and 0, and of an untyped field that spells one of these (1.0, True, TRUE).
  std::optional<bool> flag() const;
};

// The finite number that all of `text` spells ("0.5", "1e-3", "-2"), or nothing.
std::optional<double> parse_number(std::string_view text);

}  // namespace gs::evaluate
