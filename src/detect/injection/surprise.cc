#include "detect/injection/surprise.h"

#include <array>
#include <cmath>
#include <cstdint>

#include "detect/injection/surprise_table.h"

namespace gs::detect {
namespace {

// The sum at which a stretch counts half, and how steeply around it.
constexpr double kHalfSum = 4.8;
constexpr double kSlope = 0.5;
constexpr double kLeastSum = 1.5;  // ordinary text stays below

constexpr CharacterClass class_of_ascii(unsigned char c) {
  if (c == ' ' || c == '\t') return CharacterClass::kBlank;
  if (c == '\n' || c == '\r') return CharacterClass::kLineEnd;
  if (c >= 'a' && c <= 'z') return CharacterClass::kLower;
  if (c >= 'A' && c <= 'Z') return CharacterClass::kUpper;
  if (c >= '0' && c <= '9') return CharacterClass::kDigit;
  if (c == '.' || c == ',' || c == ';' || c == ':' || c == '?' || c == '!') {
    return CharacterClass::kStop;
  }
  if (c == '"' || c == '\'' || c == '`') return CharacterClass::kQuote;
  if (c == '(' || c == '[' || c == '{' || c == '<') return CharacterClass::kOpening;
  if (c == ')' || c == ']' || c == '}' || c == '>') return CharacterClass::kClosing;
  return CharacterClass::kSymbol;
}

constexpr std::array<CharacterClass, 128> make_ascii_classes() {
  std::array<CharacterClass, 128> classes{};
  for (size_t c = 0; c < classes.size(); ++c)
    classes[c] = class_of_ascii(static_cast<unsigned char>(c));
  return classes;
}

constexpr std::array<CharacterClass, 128> kAscii = make_ascii_classes();

CharacterClass class_of(char32_t code_point) {
  if (code_point < 0x250) return CharacterClass::kLatin;
  if (code_point < 0x530) return CharacterClass::kGreekCyrillic;
  if (code_point < 0x2000) return CharacterClass::kOtherScript;
  if (code_point < 0x2E80) return CharacterClass::kTypographic;
  if (code_point < 0xD800) return CharacterClass::kEastAsian;
  return CharacterClass::kRest;
}

// The character at `at`, which is advanced behind it.
CharacterClass next_class(std::string_view text, size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return kAscii[lead];
  char32_t code_point = lead & (lead < 0xE0 ? 0x1Fu : lead < 0xF0 ? 0x0Fu : 0x07u);
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) {
    code_point = code_point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
  }
  return class_of(code_point);
}

}  // namespace

Surprise most_surprising(std::string_view text) {
  int best = 0;
  int sum = 0;
  text::Span best_span;
  size_t begin = 0;
  CharacterClass before = CharacterClass::kBlank;
  for (size_t at = 0; at < text.size();) {
    const size_t here = at;
    const CharacterClass next = next_class(text, at);
    if (sum == 0) begin = here;
    sum += pair_cost(before, next);
    if (sum < 0) sum = 0;
    if (sum > best) {
      best = sum;
      best_span = {begin, at};
    }
    before = next;
  }
  return {best / kCostUnit, best_span};
}

double surprise_of(double sum) {
  if (sum < kLeastSum) return 0;
  return 1 / (1 + std::exp((kHalfSum - sum) / kSlope));
}

}  // namespace gs::detect
