// Keys of tests.
#pragma once

#include <numeric>
#include <string>

#include "ledger/signed_note.h"

namespace gs::ledger::test {

inline Ed25519Seed seed(uint8_t first = 0) {
  Ed25519Seed bytes;
  std::iota(bytes.begin(), bytes.end(), first);
  return bytes;
}

// Seed bytes 00..1f.
inline NoteSigner log_signer() {
  return NoteSigner::create("res.example/log1", seed()).value();
}
inline NoteSigner witness_signer(std::string name = "witness.example/w1") {
  return NoteSigner::create(std::move(name), seed(100), KeyType::kCosignature).value();
}

inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

}  // namespace gs::ledger::test
