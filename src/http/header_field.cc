#include "http/header_field.h"

#include <array>
#include <cstddef>

namespace gs::http {
namespace {

constexpr uint8_t bit(CharClass one) {
  return static_cast<uint8_t>(one);
}

constexpr bool is_alphanumeric(int c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool is_one_of(int c, std::string_view characters) {
  return c != 0 && characters.find(static_cast<char>(c)) != std::string_view::npos;
}

constexpr std::array<uint8_t, 256> make_classes() {
  std::array<uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    uint8_t bits = 0;
    const bool visible = c > 0x20 && c < 0x7F;
    if (is_alphanumeric(c) || is_one_of(c, "!#$%&'*+-.^_`|~")) bits |= bit(CharClass::kToken);
    if (visible || c >= 0x80 || c == ' ' || c == '\t') bits |= bit(CharClass::kFieldValue);
    if (visible && c != '#') bits |= bit(CharClass::kTarget);
    if (is_alphanumeric(c) || is_one_of(c, "-._:[]")) bits |= bit(CharClass::kHost);
    classes[static_cast<size_t>(c)] = bits;
  }
  return classes;
}

constexpr std::array<uint8_t, 256> kClasses = make_classes();

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

bool all_of_class(std::string_view text, CharClass wanted) {
  for (const char c : text) {
    if ((kClasses[static_cast<uint8_t>(c)] & bit(wanted)) == 0) return false;
  }
  return true;
}

std::string_view trim_spaces(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view parse_header_field(std::string_view line, HeaderField& field) {
  if (is_space(line[0])) return "folded header lines are not allowed";
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return "a header line has no colon";
  field.name = line.substr(0, colon);
  field.value = trim_spaces(line.substr(colon + 1));
  if (field.name.empty() || !all_of_class(field.name, CharClass::kToken)) {
    return "a header name holds characters that are not allowed there";
  }
  if (!all_of_class(field.value, CharClass::kFieldValue)) {
    return "a header value holds control characters";
  }
  return {};
}

}  // namespace gs::http
