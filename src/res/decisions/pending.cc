#include "res/decisions/pending.h"

#include <set>
#include <string>

#include "journal/segment.h"

namespace gs::res {
namespace {

constexpr std::chrono::minutes kLongestExchange{10};
constexpr std::chrono::minutes kClockError{5};

std::optional<uint64_t> hex_number(std::string_view digits) {
  uint64_t number = 0;
  for (char c : digits) {
    const bool is_decimal = c >= '0' && c <= '9';
    if (!is_decimal && (c < 'a' || c > 'f')) return std::nullopt;
    number = number << 4 | static_cast<uint64_t>(is_decimal ? c - '0' : c - 'a' + 10);
  }
  return number;
}

bool has_form_of_uuid_v7(std::string_view text) {
  if (text.size() != 36 || text[14] != '7') return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : !hex_number(text.substr(i, 1))) return false;
  }
  return true;
}

}  // namespace

std::optional<WallTime> exchange_time(std::string_view exchange) {
  if (!has_form_of_uuid_v7(exchange)) return std::nullopt;
  const std::string digits =
      std::string(exchange.substr(0, 8)) + std::string(exchange.substr(9, 4));
  return WallTime(std::chrono::milliseconds(*hex_number(digits)));
}

Result<bool> may_be_pending(store::Connection& connection, std::string_view exchange, WallTime now,
                            std::chrono::hours at_most) {
  const auto began = exchange_time(exchange);
  if (!began || *began > now + kClockError || *began < now - at_most) return false;
  GS_TRY(const auto rows, connection.query("SELECT gateway, seal FROM segments "
                                           "ORDER BY leaf_index DESC LIMIT 1000",
                                           {}));
  if (rows.empty()) return true;  // no gateway has sent anything yet
  std::set<std::string> seen;
  for (const store::Row& row : rows) {
    if (!seen.insert(row[0].text()).second) continue;  // not its newest
    GS_TRY(const journal::Seal seal, journal::Seal::parse(row[1].text()));
    if (*began > seal.closed - kLongestExchange) return true;
  }
  return false;
}

}  // namespace gs::res
