// UTF-8 (RFC 3629): no surrogates, no overlong forms, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gs {

// The offset of the first byte that does not belong to valid UTF-8, or npos when all is valid.
size_t find_invalid_utf8(std::string_view bytes);
inline bool is_valid_utf8(std::string_view bytes) {
  return find_invalid_utf8(bytes) == std::string_view::npos;
}

// Bytes of the sequence that `text`, not empty, starts with: 1 to 4, or 0 when it is not valid.
size_t utf8_sequence_length(std::string_view text);

// The following take valid UTF-8.

size_t count_code_points(std::string_view text);

// Decodes the code point at `offset` and moves `offset` behind it.
char32_t next_code_point(std::string_view text, size_t& offset);

void append_code_point(std::string& out, char32_t code_point);

// The byte offset of code point number `index`; text.size() when index is the count; npos beyond.
size_t byte_offset(std::string_view text, size_t index);

// At most `limit` code points of `text`; quotes, controls, zero-width and bidirectional characters
// escaped as in JSON, "…" at the end when something was cut: safe in a reason, a log line or a
// message.
std::string escape_for_display(std::string_view text, size_t limit);

}  // namespace gs
