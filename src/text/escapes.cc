#include "text/escapes.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"

namespace gs::text {
namespace {

struct Name {
  std::string_view name;
  char32_t code_point;
};

// Those that occur in pages at large, and those of punctuation that words may be split with.
constexpr Name kNames[] = {
    {"lt", '<'},        {"gt", '>'},      {"amp", '&'},     {"quot", '"'},
    {"apos", '\''},     {"nbsp", ' '},    {"Tab", '\t'},    {"NewLine", '\n'},
    {"excl", '!'},      {"num", '#'},     {"dollar", '$'},  {"percnt", '%'},
    {"lpar", '('},      {"rpar", ')'},    {"ast", '*'},     {"plus", '+'},
    {"comma", ','},     {"period", '.'},  {"sol", '/'},     {"colon", ':'},
    {"semi", ';'},      {"equals", '='},  {"quest", '?'},   {"commat", '@'},
    {"lsqb", '['},      {"bsol", '\\'},   {"rsqb", ']'},    {"lowbar", '_'},
    {"grave", '`'},     {"lcub", '{'},    {"vert", '|'},    {"rcub", '}'},
    {"hyphen", '-'},    {"dash", '-'},    {"ndash", '-'},   {"mdash", '-'},
    {"shy", 0xAD},      {"zwnj", 0x200C}, {"zwj", 0x200D},  {"lrm", 0x200E},
    {"rlm", 0x200F},    {"ensp", ' '},    {"emsp", ' '},    {"thinsp", ' '},
    {"hellip", 0x2026}, {"lsquo", '\''},  {"rsquo", '\''},  {"ldquo", '"'},
    {"rdquo", '"'},     {"auml", 0xE4},   {"ouml", 0xF6},   {"uuml", 0xFC},
    {"szlig", 0xDF},    {"eacute", 0xE9}, {"egrave", 0xE8}, {"agrave", 0xE0},
    {"ccedil", 0xE7},   {"ntilde", 0xF1}, {"copy", 0xA9},   {"ZeroWidthSpace", 0x200B},
};

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

struct Number {
  size_t digits = 0;
  char32_t value = 0;
};

Number read_number(std::string_view text, int base, size_t most) {
  Number number;
  while (number.digits < std::min(most, text.size())) {
    const int digit = digit_value(text[number.digits]);
    if (digit >= base) break;
    number.value = number.value * static_cast<char32_t>(base) + static_cast<char32_t>(digit);
    ++number.digits;
  }
  return number;
}

bool is_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDFFF;
}

Escape checked(size_t bytes, char32_t c, Layer layer) {
  const bool is_control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  if (is_control || is_surrogate(c) || c > 0x10FFFF) return {};
  return {bytes, c, layer};
}

Escape read_entity(std::string_view text) {
  constexpr size_t kMostDigits = 8;
  if (text.size() > 2 && text[1] == '#') {
    const bool is_hex = (text[2] | 0x20) == 'x';
    const size_t begin = is_hex ? 3 : 2;
    const Number number = read_number(text.substr(begin), is_hex ? 16 : 10, kMostDigits);
    if (number.digits == 0) return {};
    size_t bytes = begin + number.digits;
    if (bytes < text.size() && text[bytes] == ';') ++bytes;
    return checked(bytes, number.value, Layer::kHtmlEntities);
  }
  constexpr size_t kLongest = 16;
  const size_t end = text.substr(0, kLongest).find(';');
  if (end == std::string_view::npos) return {};
  const std::string_view name = text.substr(1, end - 1);
  const auto* found = std::find_if(std::begin(kNames), std::end(kNames),
                                   [&](const Name& row) { return row.name == name; });
  if (found == std::end(kNames)) return {};
  return {end + 1, found->code_point, Layer::kHtmlEntities};
}

std::optional<char> percent_byte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  const Number number = read_number(text.substr(1), 16, 2);
  if (number.digits < 2) return std::nullopt;
  return static_cast<char>(number.value);
}

Escape read_percent(std::string_view text) {
  std::array<char, 4> bytes{};
  for (size_t count = 0; count < bytes.size(); ++count) {
    const auto byte = percent_byte(text.substr(std::min(text.size(), count * 3)));
    if (!byte) return {};
    bytes[count] = *byte;
    const std::string_view sequence(bytes.data(), count + 1);
    if (utf8_sequence_length(sequence) != sequence.size()) continue;
    size_t at = 0;
    return checked(sequence.size() * 3, next_code_point(sequence, at), Layer::kPercentEncoding);
  }
  return {};
}

// \u0069, and the two halves of a pair.
Escape read_four_digits(std::string_view text) {
  const Number first = read_number(text.substr(2), 16, 4);
  if (first.digits < 4) return {};
  if (first.value < 0xD800 || first.value > 0xDBFF) {
    return checked(6, first.value, Layer::kUnicodeEscapes);
  }
  const std::string_view rest = text.substr(6);
  if (!rest.starts_with("\\u")) return {};
  const Number second = read_number(rest.substr(2), 16, 4);
  if (second.digits < 4 || second.value < 0xDC00 || second.value > 0xDFFF) return {};
  const char32_t c = 0x10000 + ((first.value - 0xD800) << 10) + (second.value - 0xDC00);
  return checked(12, c, Layer::kUnicodeEscapes);
}

Escape read_backslash(std::string_view text) {
  if (text.size() < 4) return {};
  if (text[1] == 'u' && text[2] == '{') {
    const Number number = read_number(text.substr(3), 16, 6);
    const size_t end = 3 + number.digits;
    if (number.digits == 0 || end >= text.size() || text[end] != '}') return {};
    return checked(end + 1, number.value, Layer::kUnicodeEscapes);
  }
  if (text[1] == 'u') return read_four_digits(text);
  const size_t digits = text[1] == 'x' ? 2 : text[1] == 'U' ? 8 : 0;
  const Number number = read_number(text.substr(2), 16, digits);
  if (digits == 0 || number.digits < digits) return {};
  return checked(2 + digits, number.value, Layer::kUnicodeEscapes);
}

}  // namespace

Escape read_escape(std::string_view text) {
  switch (text[0]) {
    case '&':
      return read_entity(text);
    case '%':
      return read_percent(text);
    default:
      return read_backslash(text);
  }
}

}  // namespace gs::text
