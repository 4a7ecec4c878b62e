#include "base/json_escape.h"

#include "base/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gs {
namespace {

void append_control(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<uint8_t>(c);
  out += "\\u00";
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

bool is_plain(uint8_t byte) {
  return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

// Whether all eight bytes are plain, without looking at each; may say no where they are. Byte by
// byte: at least 0x20, not beyond 0x7E, and not zero after the quote or backslash is taken out. A
// borrow only ever leaves a byte that has failed already.
bool are_plain(uint64_t bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  const uint64_t quote = (bytes ^ kOnes * '"') - kOnes;
  const uint64_t backslash = (bytes ^ kOnes * '\\') - kOnes;
  const uint64_t failed = bytes | (bytes - kOnes * 0x20) | (bytes + kOnes) | quote | backslash;
  return (failed & (kOnes * 0x80)) == 0;
}

// Where the plain bytes of `text` from `begin` on end.
size_t plain_end(std::string_view text, size_t begin) {
  uint64_t bytes = 0;
  size_t end = begin;
  for (; text.size() - end >= sizeof(bytes); end += sizeof(bytes)) {
    std::memcpy(&bytes, text.data() + end, sizeof(bytes));
    if (!are_plain(bytes)) break;
  }
  while (end < text.size() && is_plain(static_cast<uint8_t>(text[end]))) ++end;
  return end;
}

// Appends the character beyond ASCII at the start of `text`; returns how many bytes it took.
size_t append_wide(std::string& out, std::string_view text) {
  const size_t length = utf8_sequence_length(text);
  if (length == 0) {
    out += "\xEF\xBF\xBD";
    return 1;
  }
  const std::string_view sequence = text.substr(0, length);
  if (sequence == "\xE2\x80\xA8") {
    out += "\\u2028";
  } else if (sequence == "\xE2\x80\xA9") {
    out += "\\u2029";
  } else {
    out += sequence;
  }
  return length;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  size_t i = 0;
  while (i < text.size()) {
    const size_t end = plain_end(text, i);
    out.append(text, i, end - i);
    i = end;
    if (i == text.size()) break;
    if (static_cast<uint8_t>(text[i]) < 0x80) {
      append_control(out, text[i++]);
    } else {
      i += append_wide(out, text.substr(i));
    }
  }
  out += '"';
}

}  // namespace gs
