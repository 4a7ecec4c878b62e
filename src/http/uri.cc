#include "http/uri.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gs::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// `base` is where `text` begins in what the caller was given, for the message.
Result<std::string> decode(std::string_view text, bool plus_is_space, size_t base) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
      continue;
    }
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return fail(ErrorCode::kInvalidInput, "'%' is not followed by two hex digits",
                  fmt::format("byte {}", base + i));
    }
    if (high == 0 && low == 0) {
      return fail(ErrorCode::kInvalidInput, "%00 is not allowed", fmt::format("byte {}", base + i));
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace

Result<std::string> percent_decode(std::string_view text) {
  return decode(text, false, 0);
}

Result<std::vector<QueryParameter>> parse_query(std::string_view query) {
  std::vector<QueryParameter> parameters;
  size_t begin = 0;
  while (begin < query.size()) {
    const size_t end = std::min(query.find('&', begin), query.size());
    const std::string_view piece = query.substr(begin, end - begin);
    if (!piece.empty()) {
      const size_t equals = std::min(piece.find('='), piece.size());
      GS_TRY(std::string name, decode(piece.substr(0, equals), true, begin));
      const size_t value_at = std::min(equals + 1, piece.size());
      GS_TRY(std::string value, decode(piece.substr(value_at), true, begin + value_at));
      parameters.push_back({std::move(name), std::move(value)});
    }
    begin = end + 1;
  }
  return parameters;
}

}  // namespace gs::http
