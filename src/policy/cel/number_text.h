// Numbers as text and back, as the conversions of the language define them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gs::cel {

// Shortest text that reads back as the same double; exponent form only for exponents below -4 or
// from 21 on, written as Go writes it ("1e+21"). "NaN", "Infinity", "-Infinity".
std::string double_text(double number);

// Base 10, optional '-' (a leading '+' too, as in Go); nothing else around it.
std::optional<int64_t> parse_int(std::string_view text);
std::optional<uint64_t> parse_uint(std::string_view text);

// Decimal or exponent form, "NaN", "Infinity", "inf" and the like. Too large is absent; too small
// is 0.
std::optional<double> parse_double(std::string_view text);

}  // namespace gs::cel
