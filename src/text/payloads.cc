#include "text/payloads.h"

#include <algorithm>
#include <array>

#include "text/readable.h"

namespace gs::text {
namespace {

constexpr size_t kLeastCharacters = 16;
constexpr size_t kLeastBase64 = 12;  // bytes decoded
constexpr size_t kLeastHex = 8;
constexpr int8_t kNone = -1;

constexpr std::array<int8_t, 256> kBase64 = [] {
  std::array<int8_t, 256> values{};
  values.fill(kNone);
  for (int i = 0; i < 26; ++i) {
    values[static_cast<size_t>('A' + i)] = static_cast<int8_t>(i);
    values[static_cast<size_t>('a' + i)] = static_cast<int8_t>(26 + i);
  }
  for (int i = 0; i < 10; ++i) values[static_cast<size_t>('0' + i)] = static_cast<int8_t>(52 + i);
  values['+'] = values['-'] = 62;
  values['/'] = values['_'] = 63;
  return values;
}();

uint32_t base64_value(char c) {
  return static_cast<uint32_t>(kBase64[static_cast<unsigned char>(c)]);
}

bool is_base64(char c) {
  return kBase64[static_cast<unsigned char>(c)] != kNone;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : kNone;
}

// The next run of at least `least` base64 characters from `at` on; empty at the end. Looks at one
// character in `least` where runs are short, as Boyer and Moore do.
Span next_run(std::string_view text, size_t at, size_t least) {
  while (at + least <= text.size()) {
    size_t begin = at + least;
    while (begin > at && is_base64(text[begin - 1])) --begin;
    if (begin > at) {
      at = begin;
      continue;
    }
    size_t end = at + least;
    while (end < text.size() && is_base64(text[end])) ++end;
    return {at, end};
  }
  return {text.size(), text.size()};
}

// Where the next line of a wrapped text begins, when the line that ends at `end` is one.
size_t wrapped_line(std::string_view text, Span line) {
  constexpr size_t kLeastLine = 60;
  const size_t size = line.end - line.begin;
  if (size < kLeastLine || size % 4 != 0) return 0;
  const std::string_view rest = text.substr(line.end);
  const size_t begin = rest.starts_with("\r\n") ? 2 : rest.starts_with("\n") ? 1 : 0;
  if (begin == 0 || begin >= rest.size() || !is_base64(rest[begin])) return 0;
  return line.end + begin;
}

bool has_both_cases(std::string_view run) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return std::any_of(run.begin(), run.end(), is_upper) &&
         std::any_of(run.begin(), run.end(), is_lower);
}

}  // namespace

void Payloads::read(const HiddenView& from, const Clues& clues, size_t limit, Obfuscation& found) {
  from_ = &from;
  limit_ = limit;
  base64_.clear();
  hex_.clear();
  base64_.layers = hex_.layers = from.layers;
  const std::string_view text = from.text;
  for (size_t at = 0; at < text.size();) {
    const Span run = next_run(text, at, kLeastCharacters);
    at = run.end;
    if (run.begin == run.end) break;
    places_.clear();
    for (Span line = run;;) {
      for (size_t i = line.begin; i < line.end; ++i) places_.push_back(i);
      line.begin = wrapped_line(text, line);
      if (line.begin == 0) break;
      line.end = line.begin;
      while (line.end < text.size() && is_base64(text[line.end])) ++line.end;
      at = line.end;
    }
    read_run(run, found);
  }
  for (const Span pairs : clues.hex_pairs()) {
    places_.clear();
    for (size_t i = pairs.begin; i < pairs.end; ++i) {
      if (hex_value(text[i]) != kNone) places_.push_back(i);
    }
    read_hex(found);
  }
}

// Base64, when text in it is possible: it always has letters of both cases. Else hex digits in it.
void Payloads::read_run(Span run, Obfuscation& found) {
  const std::string_view text = from_->text;
  if (has_both_cases(text.substr(run.begin, places_.back() + 1 - run.begin))) {
    for (size_t alignment = 0; alignment < 4; ++alignment) {
      if (read_base64(alignment, found)) return;
    }
  }
  const size_t end = places_.back() + 1;
  for (size_t at = run.begin; at < end;) {
    places_.clear();
    for (; at < end && hex_value(text[at]) != kNone; ++at) places_.push_back(at);
    if (places_.size() >= kLeastCharacters) read_hex(found);
    ++at;
  }
}

bool Payloads::read_base64(size_t alignment, Obfuscation& found) {
  const std::string& text = from_->text;
  decoded_.clear();
  for (size_t at = alignment; at < places_.size(); at += 4) {
    const size_t count = std::min<size_t>(4, places_.size() - at);
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; ++i) {
      bits = bits << 6 | (i < count ? base64_value(text[places_[at + i]]) : 0);
    }
    for (size_t i = 0; i + 1 < count; ++i) decoded_ += static_cast<char>(bits >> (16 - 8 * i));
  }
  const std::vector<Span> parts = readable_parts(decoded_, kLeastBase64);
  for (const Span part : parts) put(base64_, Layer::kBase64, part, {alignment, 4, 3}, found);
  return !parts.empty();
}

void Payloads::read_hex(Obfuscation& found) {
  const std::string& text = from_->text;
  for (size_t alignment = 0; alignment < 2; ++alignment) {
    decoded_.clear();
    for (size_t at = alignment; at + 1 < places_.size(); at += 2) {
      decoded_ +=
          static_cast<char>(hex_value(text[places_[at]]) * 16 + hex_value(text[places_[at + 1]]));
    }
    const std::vector<Span> parts = readable_parts(decoded_, kLeastHex);
    for (const Span part : parts) put(hex_, Layer::kHex, part, {alignment, 2, 1}, found);
    if (!parts.empty()) return;
  }
}

// Maps group by group: what one group of characters carries stands for the whole group.
void Payloads::put(HiddenView& view, Layer layer, Span part, Groups groups, Obfuscation& found) {
  const size_t size = part.end - part.begin;
  if (view.text.size() + size + 1 > limit_) return;
  const std::string_view text(decoded_);
  const auto origin = [&](size_t byte) {
    const size_t first = groups.alignment + byte / groups.decoded * groups.encoded;
    const size_t last = std::min(first + groups.encoded, places_.size()) - 1;
    return from_->map.original({places_[first], places_[last] + 1});
  };
  if (!view.text.empty()) {
    const size_t begin = origin(part.begin).begin;
    view.append(" ", {begin, begin});
  }
  for (size_t at = part.begin; at < part.end;) {
    const size_t end = std::min(part.end, (at / groups.decoded + 1) * groups.decoded);
    view.append(text.substr(at, end - at), origin(at));
    at = end;
  }
  view.layers.add(layer);
  constexpr size_t kBytesOfPlace = 24;
  const bool is_object = text.substr(part.begin).starts_with("{\"");  // as in a JSON Web Token
  if (!is_object) found.add(layer, 1 + size / kBytesOfPlace);
}

}  // namespace gs::text
