#include "base/utf8.h"

#include <cstring>

namespace gs {
namespace {

// The length of the valid sequence at `at`, or 0. Table 3-7 of the Unicode Standard: the second
// byte has a narrower range behind E0, ED, F0 and F4, which excludes overlong forms and surrogates.
size_t sequence_length(const unsigned char* at, const unsigned char* end) {
  auto continues = [](unsigned char byte) { return (byte & 0xC0) == 0x80; };
  unsigned char lead = at[0];
  size_t left = static_cast<size_t>(end - at);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return left >= 2 && continues(at[1]) ? 2 : 0;
  if (lead < 0xF0) {
    unsigned char low = lead == 0xE0 ? 0xA0 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : 0xBF;
    bool ok = left >= 3 && at[1] >= low && at[1] <= high && continues(at[2]);
    return ok ? 3 : 0;
  }
  if (lead > 0xF4) return 0;
  unsigned char low = lead == 0xF0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xF4 ? 0x8F : 0xBF;
  bool ok = left >= 4 && at[1] >= low && at[1] <= high && continues(at[2]) && continues(at[3]);
  return ok ? 4 : 0;
}

// Eight bytes at once: true when none has its high bit set.
bool is_ascii_word(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return (word & 0x8080808080808080ULL) == 0;
}

bool starts_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

// Characters that change how the text around them is shown: controls, line and paragraph
// separators, zero-width characters, bidirectional marks and overrides, and the byte order mark.
bool changes_display(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

void append_escaped(std::string& out, char32_t c) {
  static constexpr char kHex[] = "0123456789abcdef";
  if (c == '"' || c == '\\') {
    out.push_back('\\');
    out.push_back(static_cast<char>(c));
  } else if (changes_display(c)) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) out.push_back(kHex[(c >> shift) & 0xF]);
  } else {
    append_code_point(out, c);
  }
}

}  // namespace

size_t find_invalid_utf8(std::string_view bytes) {
  size_t at = 0;
  while (at < bytes.size()) {
    if (bytes.size() - at >= 8 && is_ascii_word(bytes.data() + at)) {
      at += 8;
      continue;
    }
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    size_t length = sequence_length(data + at, data + bytes.size());
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

size_t count_code_points(std::string_view text) {
  size_t count = 0;
  for (char byte : text) count += starts_code_point(byte) ? 1 : 0;
  return count;
}

size_t utf8_sequence_length(std::string_view text) {
  const auto* data = reinterpret_cast<const unsigned char*>(text.data());
  return sequence_length(data, data + text.size());
}

char32_t next_code_point(std::string_view text, size_t& offset) {
  auto byte = [&](size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  char32_t lead = byte(offset);
  if (lead < 0x80) {
    offset += 1;
    return lead;
  }
  if (lead < 0xE0) {
    offset += 2;
    return (lead & 0x1F) << 6 | (byte(offset - 1) & 0x3F);
  }
  if (lead < 0xF0) {
    offset += 3;
    return (lead & 0x0F) << 12 | (byte(offset - 2) & 0x3F) << 6 | (byte(offset - 1) & 0x3F);
  }
  offset += 4;
  return (lead & 0x07) << 18 | (byte(offset - 3) & 0x3F) << 12 | (byte(offset - 2) & 0x3F) << 6 |
         (byte(offset - 1) & 0x3F);
}

void append_code_point(std::string& out, char32_t c) {
  auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    push(c);
  } else if (c < 0x800) {
    push(0xC0 | c >> 6);
    push(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    push(0xE0 | c >> 12);
    push(0x80 | (c >> 6 & 0x3F));
    push(0x80 | (c & 0x3F));
  } else {
    push(0xF0 | c >> 18);
    push(0x80 | (c >> 12 & 0x3F));
    push(0x80 | (c >> 6 & 0x3F));
    push(0x80 | (c & 0x3F));
  }
}

size_t byte_offset(std::string_view text, size_t index) {
  size_t at = 0;
  for (size_t seen = 0; seen < index; ++seen) {
    if (at >= text.size()) return std::string_view::npos;
    next_code_point(text, at);
  }
  return at;
}

std::string escape_for_display(std::string_view text, size_t limit) {
  std::string out;
  size_t at = 0;
  for (size_t shown = 0; at < text.size(); ++shown) {
    if (shown == limit) return out + "…";
    append_escaped(out, next_code_point(text, at));
  }
  return out;
}

}  // namespace gs
