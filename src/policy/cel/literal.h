// The values of literals: escapes in strings, and numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace gs::cel {

struct BadEscape {
  size_t offset = 0;  // within the body
  size_t size = 0;
  std::string message;
};

// The value of a string's body, without its quotes. Hexadecimal and octal escapes stand for code
// points in a string and for octets in a bytes literal.
tl::expected<std::string, BadEscape> unescape(std::string_view body, bool bytes);

// Digits to a number; nothing when it does not fit in 64 bits.
std::optional<uint64_t> parse_integer_literal(std::string_view digits, int base);

// A decimal literal to the nearest double. What is too small becomes 0; nothing when too large.
std::optional<double> parse_double_literal(std::string_view text);

}  // namespace gs::cel
