// Raw Ed25519 (RFC 8032) by OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"

namespace gs::ledger {

using Ed25519Seed = std::array<uint8_t, 32>;
using Ed25519PublicKey = std::array<uint8_t, 32>;
using Ed25519Signature = std::array<uint8_t, 64>;

// Immutable, safe from any thread. Copies share the key, which OpenSSL erases with the last one.
class Ed25519PrivateKey {
 public:
  // kInvalidInput: not 32 bytes.
  static Result<Ed25519PrivateKey> from_seed(std::span<const uint8_t> seed);
  const Ed25519PublicKey& public_key() const { return public_key_; }
  Ed25519Signature sign(std::string_view bytes) const;

 private:
  Ed25519PrivateKey() = default;
  std::shared_ptr<void> key_;  // EVP_PKEY
  Ed25519PublicKey public_key_{};
};

// False also for a key or a signature that cannot be one.
bool verify_ed25519(const Ed25519PublicKey& key, std::string_view bytes,
                    std::span<const uint8_t> signature);

}  // namespace gs::ledger
