#include "ledger/verifier_key.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/digest.h"
#include "base/utf8.h"
#include "ledger/lines.h"

namespace gs::ledger {
namespace {

// White_Space of Unicode, beyond ASCII.
bool is_wide_space(char32_t c) {
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// The byte of the type, then the key.
std::string typed_key(const VerifierKey& key) {
  std::string bytes(1, static_cast<char>(key.type));
  bytes.append(reinterpret_cast<const char*>(key.key.data()), key.key.size());
  return bytes;
}

std::string hex_id(uint32_t id) {
  std::array<uint8_t, 4> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(id >> (24 - 8 * i));
  return to_hex(bytes);
}

tl::unexpected<Error> no_vkey(std::string why) {
  return fail(ErrorCode::kInvalidInput, "no verifier key: " + std::move(why));
}

}  // namespace

bool is_key_name(std::string_view name) {
  if (name.empty() || !is_valid_utf8(name)) return false;
  for (size_t at = 0; at < name.size();) {
    const char32_t c = next_code_point(name, at);
    if (c <= ' ' || c == '+' || is_wide_space(c)) return false;
  }
  return true;
}

uint32_t VerifierKey::id() const {
  const Sha256Digest digest = sha256(name + "\n", typed_key(*this));
  uint32_t id = 0;
  for (size_t i = 0; i < 4; ++i) id = id << 8 | digest[i];
  return id;
}

std::string VerifierKey::to_vkey() const {
  return name + "+" + hex_id(id()) + "+" + base64_encode(typed_key(*this));
}

Result<VerifierKey> VerifierKey::parse(std::string_view vkey) {
  const size_t first = vkey.find('+');
  const size_t second = first == vkey.npos ? vkey.npos : vkey.find('+', first + 1);
  if (second == vkey.npos) return no_vkey("it is not name+id+key");
  VerifierKey key;
  key.name = vkey.substr(0, first);
  if (!is_key_name(key.name)) return no_vkey("its name is empty or holds white space");
  const auto bytes = parse_base64(vkey.substr(second + 1));
  if (!bytes || bytes->size() != 1 + key.key.size()) {
    return no_vkey("its key is not the base64 of a type and 32 bytes");
  }
  key.type = static_cast<KeyType>(bytes->front());
  if (key.type != KeyType::kEd25519 && key.type != KeyType::kCosignature) {
    return no_vkey("its type is neither Ed25519 (1) nor a cosignature (4)");
  }
  std::copy(bytes->begin() + 1, bytes->end(), key.key.begin());
  if (key.to_vkey() != vkey) {
    return no_vkey("its id is not that of its name and key, " + hex_id(key.id()));
  }
  return key;
}

}  // namespace gs::ledger
