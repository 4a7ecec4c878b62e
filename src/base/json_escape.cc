#include "base/json_escape.h"

#include <cstddef>
#include <cstdint>

namespace gs {
namespace {

// The first bytes of UTF-8 sequences, RFC 3629 section 4: how many bytes follow, and the range of
// the second byte, which rules out overlong forms, surrogates and values beyond U+10FFFF.
struct Lead {
  uint8_t following = 0;
  uint8_t second_low = 0x80;
  uint8_t second_high = 0xBF;
};

Lead lead_of(uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {};
}

// The length of the valid sequence at the start of `text`, or 0.
size_t sequence_length(std::string_view text) {
  const Lead lead = lead_of(static_cast<uint8_t>(text[0]));
  if (lead.following == 0 || text.size() <= lead.following) return 0;
  const auto second = static_cast<uint8_t>(text[1]);
  if (second < lead.second_low || second > lead.second_high) return 0;
  for (size_t i = 2; i <= lead.following; ++i) {
    if ((static_cast<uint8_t>(text[i]) & 0xC0) != 0x80) return 0;
  }
  return lead.following + 1;
}

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

// Appends the character beyond ASCII at the start of `text`; returns how many bytes it took.
size_t append_wide(std::string& out, std::string_view text) {
  const size_t length = sequence_length(text);
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
    size_t end = i;
    while (end < text.size() && is_plain(static_cast<uint8_t>(text[end]))) ++end;
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
