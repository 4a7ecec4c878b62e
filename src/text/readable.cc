#include "text/readable.h"

#include <algorithm>
#include <bitset>

#include "base/utf8.h"

namespace gs::text {
namespace {

// Bytes of the readable character that `rest` begins with; 0 when it does not begin with one.
size_t readable_bytes(std::string_view rest) {
  const auto first = static_cast<unsigned char>(rest[0]);
  if (first < 0x80) {
    const bool is_space = first == '\t' || first == '\n' || first == '\r';
    return is_space || (first >= 0x20 && first != 0x7F) ? 1 : 0;
  }
  const size_t length = utf8_sequence_length(rest);
  if (length == 2 && first == 0xC2 && static_cast<unsigned char>(rest[1]) < 0xA0) return 0;
  return length;
}

bool reads_like_words(std::string_view text, size_t least) {
  constexpr size_t kDifferent = 5;
  std::bitset<128> seen;
  size_t ascii = 0;
  size_t foreign = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
    if (is_letter || c == ' ' || c == '\n') ++ascii;
    if (byte < 0x80) seen.set(byte);
    if (byte >= 0x80) ++foreign;
  }
  const bool is_long = text.size() >= 2 * least;
  // Bytes that form UTF-8 by chance are short.
  if (foreign > ascii) return is_long;
  if (seen.count() < kDifferent) return false;
  const size_t share = text.starts_with('{') ? 40 : 75;  // per cent
  return (is_long && foreign == 0) || (ascii + foreign) * 100 >= text.size() * share;
}

}  // namespace

std::vector<Span> readable_parts(std::string_view bytes, size_t least) {
  std::vector<Span> parts;
  size_t begin = 0;
  const auto end_at = [&](size_t end) {
    if (end - begin < least) return;
    if (reads_like_words(bytes.substr(begin, end - begin), least)) parts.push_back({begin, end});
  };
  for (size_t at = 0; at < bytes.size();) {
    const size_t length = readable_bytes(bytes.substr(at));
    if (length == 0) {
      end_at(at);
      begin = at + 1;
    }
    at += std::max<size_t>(length, 1);
  }
  end_at(bytes.size());
  return parts;
}

}  // namespace gs::text
