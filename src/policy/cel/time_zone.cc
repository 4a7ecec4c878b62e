#include "policy/cel/time_zone.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "policy/cel/time_text.h"

namespace gs::cel {

namespace {

constexpr size_t kMaxFile = 256 * 1024;
constexpr size_t kHeader = 44;

int64_t big_endian(std::string_view bytes, size_t at, size_t size) {
  uint64_t value = 0;
  for (size_t i = 0; i < size; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return size == 4 ? static_cast<int32_t>(value) : static_cast<int64_t>(value);
}

// The counts of a TZif header (RFC 8536, section 3.1).
struct Header {
  size_t ut_indicators, std_indicators, leaps, transitions, types, characters;

  // Bytes of the data block behind the header.
  size_t block(size_t time_size) const {
    return transitions * (time_size + 1) + types * 6 + characters + leaps * (time_size + 4) +
           std_indicators + ut_indicators;
  }
};

std::optional<Header> read_header(std::string_view bytes) {
  if (bytes.size() < kHeader || !bytes.starts_with("TZif")) return std::nullopt;
  size_t counts[6];
  for (size_t i = 0; i < 6; ++i) {
    const int64_t count = big_endian(bytes, 20 + 4 * i, 4);
    if (count < 0 || count > static_cast<int64_t>(kMaxFile)) return std::nullopt;
    counts[i] = static_cast<size_t>(count);
  }
  return Header{counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<TimeZone> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string bytes(kMaxFile, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return TimeZone::parse(bytes);
}

// Names come from expressions, so nothing but the names of the database may reach the file system.
bool is_zone_name(std::string_view name) {
  if (name.size() > 64 || name.front() == '/' || name.find("..") != std::string_view::npos) {
    return false;
  }
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' ||
           c == '-' || c == '+' || c == '/';
  });
}

// "+HH:MM", "-HH:MM" or "HH:MM".
std::optional<int64_t> fixed_offset(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const size_t i : {0, 1, 3, 4}) {
    if (!is_digit(text[i])) return std::nullopt;
  }
  const int hours = (text[0] - '0') * 10 + text[1] - '0';
  const int minutes = (text[3] - '0') * 10 + text[4] - '0';
  if (hours > 23 || minutes > 59) return std::nullopt;
  const int64_t offset = hours * 3600 + minutes * 60;
  return negative ? -offset : offset;
}

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name, const std::string& folder) {
  TimeZone zone;
  if (name.empty() || name == "UTC") return zone;
  if (const auto offset = fixed_offset(name)) {
    zone.first_offset_ = *offset;
    return zone;
  }
  if (!is_zone_name(name)) return std::nullopt;
  return read_file(folder + "/" + std::string(name));
}

std::optional<TimeZone> TimeZone::parse(std::string_view bytes) {
  const std::optional<Header> first = read_header(bytes);
  if (!first || bytes[4] < '2') return std::nullopt;  // version 1 has 32-bit times only
  const size_t skip = kHeader + first->block(4);
  if (skip > bytes.size()) return std::nullopt;
  bytes.remove_prefix(skip);
  const std::optional<Header> header = read_header(bytes);
  if (!header || header->types == 0) return std::nullopt;
  bytes.remove_prefix(kHeader);
  if (header->block(8) > bytes.size()) return std::nullopt;

  const size_t numbers = header->transitions * 8;
  const size_t types = numbers + header->transitions;
  TimeZone zone;
  zone.first_offset_ = big_endian(bytes, types, 4);
  for (size_t i = 0; i < header->transitions; ++i) {
    const auto type = static_cast<uint8_t>(bytes[numbers + i]);
    if (type >= header->types) return std::nullopt;
    zone.transitions_.push_back(
        {big_endian(bytes, i * 8, 8), big_endian(bytes, types + type * 6u, 4)});
  }
  bytes.remove_prefix(header->block(8));
  if (bytes.size() > 2 && bytes.front() == '\n') {
    zone.rule_ = PosixZone::parse(bytes.substr(1, bytes.find('\n', 1) - 1));
  }
  return zone;
}

int64_t TimeZone::offset_at(int64_t seconds) const {
  const auto after = std::upper_bound(transitions_.begin(), transitions_.end(), seconds,
                                      [](int64_t at, const Transition& t) { return at < t.at; });
  if (after == transitions_.end() && rule_) return rule_->offset_at(seconds);
  return after == transitions_.begin() ? first_offset_ : std::prev(after)->offset;
}

}  // namespace gs::cel
