#include "evaluate/cell.h"

#include <charconv>
#include <cmath>

namespace gs::evaluate {

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

bool Cell::is_empty() const {
  return kind == Kind::kAbsent || kind == Kind::kNull ||
         ((kind == Kind::kText || kind == Kind::kUntyped) && text.empty());
}

std::optional<double> Cell::number() const {
  if (kind != Kind::kNumber && kind != Kind::kUntyped) return {};
  return parse_number(text);
}

std::optional<bool> Cell::flag() const {
  if (kind == Kind::kNested || kind == Kind::kText || is_empty()) return {};
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  const auto value = parse_number(text);
  if (!value || (*value != 0 && *value != 1)) return {};
  return *value == 1;
}

}  // namespace gs::evaluate
