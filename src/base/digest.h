// Digests and their text forms, by OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gs {

using Sha256Digest = std::array<uint8_t, 32>;

Sha256Digest sha256(std::string_view bytes);
// Of two pieces one after the other, without joining them.
Sha256Digest sha256(std::string_view head, std::string_view tail);
Sha256Digest hmac_sha256(std::string_view key, std::string_view bytes);

// An HMAC-SHA-256 (RFC 2104) of bytes that come in pieces. One thread.
class RunningHmac {
 public:
  explicit RunningHmac(std::string_view key);
  void add(std::string_view bytes);
  Sha256Digest digest() const;  // of what was added so far

 private:
  struct FreeContext {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, FreeContext> context_;  // EVP_MAC_CTX
};

std::string to_hex(std::span<const uint8_t> bytes);  // lower case
std::string sha256_hex(std::string_view bytes);      // 64 characters

// Equal in constant time for equal sizes.
bool equal_secret(std::string_view a, std::string_view b);

std::string base64_encode(std::string_view bytes);  // RFC 4648 section 4, padded
// Standard alphabet; missing padding is accepted, anything else that is not base64 is not: no white
// space, no half padding, no set bits behind the last byte (so every text has one decoding and
// back).
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace gs
