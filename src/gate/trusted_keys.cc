#include "gate/trusted_keys.h"

namespace gs::gate {
namespace {

constexpr std::string_view kSpace = " \t\r";

Result<TrustedKey> read_key(std::string role, std::string_view vkey, const std::string& where) {
  auto key = ledger::VerifierKey::parse(vkey);
  if (!key) return fail(ErrorCode::kInvalidInput, key.error().message, where);
  if (key->type != ledger::KeyType::kEd25519) {
    return fail(ErrorCode::kInvalidInput, "is the key of a witness", where);
  }
  return TrustedKey{std::move(role), *std::move(key)};
}

std::string_view trimmed(std::string_view line) {
  const size_t begin = line.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

Result<std::vector<TrustedKey>> parse_trusted_keys(std::string_view text) {
  std::vector<TrustedKey> keys;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const std::string where = "line " + std::to_string(number);
    const size_t space = line.find_first_of(kSpace);
    if (space == std::string_view::npos) {
      return fail(ErrorCode::kInvalidInput, "must be a role and a key, name+id+key", where);
    }
    GS_TRY(TrustedKey key,
           read_key(std::string(line.substr(0, space)), trimmed(line.substr(space)), where));
    keys.push_back(std::move(key));
  }
  return keys;
}

Result<std::vector<TrustedKey>> trusted_keys_of(std::span<const policy::SigningKey> keys) {
  std::vector<TrustedKey> trusted;
  for (const policy::SigningKey& given : keys) {
    GS_TRY(TrustedKey key,
           read_key(given.role, given.vkey, "ownership." + given.role + ".signing_keys"));
    trusted.push_back(std::move(key));
  }
  return trusted;
}

}  // namespace gs::gate
