// One header line, RFC 9112 section 5, for requests and answers alike.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/message.h"

namespace gs::http {

// What a character may be part of.
enum class CharClass : uint8_t { kToken = 1, kFieldValue = 2, kTarget = 4, kHost = 8 };

bool all_of_class(std::string_view text, CharClass wanted);

// Without the blanks and tabs at both ends.
std::string_view trim_spaces(std::string_view text);

// Reads "name: value"; the views of `field` point into the line. Returns what is wrong, a literal;
// empty when nothing is. Refused are folded lines, white space before the colon, and control
// characters.
std::string_view parse_header_field(std::string_view line, HeaderField& field);

}  // namespace gs::http
