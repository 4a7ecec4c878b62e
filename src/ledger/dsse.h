// DSSE envelopes: a payload with its type and its signatures.
//   https://github.com/secure-systems-lab/dsse  PAE "DSSEv1" SP len SP type SP len SP body
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/ed25519.h"
#include "ledger/statement.h"

namespace gs::ledger {

inline constexpr std::string_view kInTotoPayloadType = "application/vnd.in-toto+json";
inline constexpr size_t kMaxDsseSignatures = 100;

// What is signed: type and payload behind their lengths, so that no other pair gives the same
// bytes.
std::string dsse_pae(std::string_view payload_type, std::string_view payload);

struct DsseSignature {
  std::string key_id;  // a hint, not authenticated; may be empty
  std::string bytes;
};

struct DsseEnvelope {
  std::string payload_type;
  std::string payload;  // bytes
  std::vector<DsseSignature> signatures;

  std::string to_json() const;
  // Base64 of either alphabet; members that are not known are left out, as the specification asks.
  // kTooLarge: above kMaxDsseSignatures or the limits of parse_json(). kInvalidInput names the
  // member that is wrong.
  static Result<DsseEnvelope> parse(std::string_view json);
  // kInvalidInput unless one signature is of that key.
  Status verify(const Ed25519PublicKey& key) const;
};

// `key_id`: what verifiers look the key up by; ours is the vkey's name and id "name+8b84b602".
DsseEnvelope sign_dsse(std::string payload_type, std::string payload, const Ed25519PrivateKey& key,
                       std::string key_id);

}  // namespace gs::ledger
