#include "auth/key_ring.h"

#include <algorithm>

namespace gs::auth {
namespace {

constexpr size_t kMinKeySize = 16;
constexpr size_t kMaxKeySize = 512;

bool equal_ignoring_case(std::string_view a, std::string_view lower) {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(), [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
  });
}

bool is_key(std::string_view key) {
  const auto is_visible = [](char c) { return c > ' ' && c <= '~'; };
  return key.size() >= kMinKeySize && key.size() <= kMaxKeySize &&
         std::all_of(key.begin(), key.end(), is_visible);
}

// RFC 6750 section 2.1: the scheme, one or more spaces, the token.
std::optional<std::string_view> bearer_token(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer";
  if (!equal_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  std::string_view token = authorization.substr(kScheme.size());
  if (!token.starts_with(' ')) return std::nullopt;
  token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
  return token;
}

tl::expected<std::string_view, Denial> presented_key(const Credentials& credentials) {
  if (!credentials.authorization && !credentials.api_key) return tl::unexpected(Denial::kMissing);
  std::optional<std::string_view> key = credentials.api_key;
  if (credentials.authorization) {
    const auto token = bearer_token(*credentials.authorization);
    if (!token) return tl::unexpected(Denial::kMalformed);
    if (key && *key != *token) return tl::unexpected(Denial::kContradictory);
    key = token;
  }
  if (!is_key(*key)) return tl::unexpected(Denial::kMalformed);
  return *key;
}

std::string_view bytes_of(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

bool KeyRing::Equal::operator()(const Sha256Digest& a, const Sha256Digest& b) const {
  return equal_secret(bytes_of(a), bytes_of(b));
}

KeyRing::KeyRing(std::vector<KeyRecord> records) {
  for (KeyRecord& record : records) {
    entries_[record.digest] = {std::make_shared<const Principal>(std::move(record.principal)),
                               record.expires, record.disabled};
  }
}

Result<KeyRing> KeyRing::load(std::string_view text, std::string_view file) {
  GS_TRY(auto records, parse_keys(text, file));
  return KeyRing(std::move(records));
}

tl::expected<std::shared_ptr<const Principal>, Denial> KeyRing::identify(
    const Credentials& credentials, WallTime now) const {
  const auto key = presented_key(credentials);
  if (!key) return tl::unexpected(key.error());
  const auto found = entries_.find(sha256(*key));
  if (found == entries_.end()) return tl::unexpected(Denial::kUnknown);
  const Entry& entry = found->second;
  if (entry.disabled) return tl::unexpected(Denial::kDisabled);
  if (entry.expires && now >= *entry.expires) return tl::unexpected(Denial::kExpired);
  return entry.principal;
}

std::optional<Denial> authorize(const Principal& principal, Role role) {
  return principal.roles.allows(role) ? std::nullopt : std::optional(Denial::kRole);
}

std::optional<Denial> authorize_model(const Principal& principal, std::string_view model) {
  return principal.may_use_model(model) ? std::nullopt : std::optional(Denial::kModel);
}

}  // namespace gs::auth
