// Pieces of the C2SP text formats: lines, decimal numbers, base64. Each has one spelling only, so
// that a text that is read is written again byte for byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/merkle.h"

namespace gs::ledger {

// Lines of a borrowed text, each of which ends in a line feed.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : left_(text) {}
  // Without its line feed; nothing when no whole line is left.
  std::optional<std::string_view> next();
  std::string_view left() const { return left_; }  // what was not read yet

 private:
  std::string_view left_;
};

// Digits alone, no leading zero.
std::optional<uint64_t> parse_decimal(std::string_view digits);

// Standard alphabet with its padding.
std::optional<std::string> parse_base64(std::string_view text);

std::string hash_text(const Hash& hash);  // base64
std::optional<Hash> parse_hash(std::string_view text);

}  // namespace gs::ledger
