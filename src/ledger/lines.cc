#include "ledger/lines.h"

#include <charconv>

#include "base/digest.h"

namespace gs::ledger {

std::optional<std::string_view> LineReader::next() {
  const size_t end = left_.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = left_.substr(0, end);
  left_.remove_prefix(end + 1);
  return line;
}

std::optional<uint64_t> parse_decimal(std::string_view digits) {
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<std::string> parse_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  return base64_decode(text);
}

std::string hash_text(const Hash& hash) {
  return base64_encode(bytes_of(hash));
}

std::optional<Hash> parse_hash(std::string_view text) {
  const auto bytes = parse_base64(text);
  if (!bytes || bytes->size() != std::tuple_size_v<Hash>) return std::nullopt;
  return hash_from(*bytes);
}

}  // namespace gs::ledger
