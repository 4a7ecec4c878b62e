// Public keys of notes as people write them ("vkeys"). https://c2sp.org/signed-note
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/ed25519.h"

namespace gs::ledger {

enum class KeyType : uint8_t { kEd25519 = 0x01, kCosignature = 0x04 };

// Valid UTF-8, not empty, without Unicode spaces, control characters and '+'.
bool is_key_name(std::string_view name);

// "name+hex(key id)+base64(type || public key)"; the key id is the first 4 bytes of
// SHA256(name || 0x0A || type || public key).
struct VerifierKey {
  std::string name;
  KeyType type = KeyType::kEd25519;
  Ed25519PublicKey key{};

  uint32_t id() const;
  std::string to_vkey() const;
  // kInvalidInput: any text that to_vkey() does not write, such as a key id that does not fit.
  static Result<VerifierKey> parse(std::string_view vkey);
  bool operator==(const VerifierKey&) const = default;
};

}  // namespace gs::ledger
