#include "detect/harm/sentences.h"

#include <array>

namespace gs::detect {
namespace {

// Beyond ASCII: ideographic full stop, full-width ! and ?, danda, Arabic question mark and stop.
constexpr std::string_view kWideStops[] = {"。", "！", "？", "।", "؟", "۔"};

constexpr std::array<bool, 256> make_first_bytes() {
  std::array<bool, 256> may_end{};
  for (const char c : {'\n', '.', '!', '?'}) may_end[static_cast<unsigned char>(c)] = true;
  for (const std::string_view stop : kWideStops)
    may_end[static_cast<unsigned char>(stop[0])] = true;
  return may_end;
}

constexpr std::array<bool, 256> kMayEnd = make_first_bytes();

// Bytes of the end of a sentence at `at`, 0 where there is none.
size_t end_at(std::string_view text, size_t at) {
  const char c = text[at];
  if (!kMayEnd[static_cast<unsigned char>(c)]) return 0;
  if (c == '\n') return 1;
  if (c == '.' || c == '!' || c == '?') {
    return at + 1 == text.size() || static_cast<unsigned char>(text[at + 1]) <= ' ' ? 1 : 0;
  }
  for (const std::string_view stop : kWideStops) {
    if (text.substr(at, stop.size()) == stop) return stop.size();
  }
  return 0;
}

}  // namespace

size_t sentence_length(std::string_view text) {
  for (size_t at = 0; at < text.size(); ++at) {
    const size_t end = end_at(text, at);
    if (end > 0) return at + end;
  }
  return text.size();
}

}  // namespace gs::detect
