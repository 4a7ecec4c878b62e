#include "ledger/private_key.h"

#include <algorithm>
#include <span>

#include "base/digest.h"

namespace gs::ledger {
namespace {

constexpr size_t kSeedBytes = 32;
constexpr size_t kIdDigits = 8;

tl::unexpected<Error> refuse(const char* why) {
  return fail(ErrorCode::kInvalidInput, why);
}

}  // namespace

std::string private_key_text(const NoteSigner& signer, std::string_view seed) {
  // The vkey without its last part: name and key id.
  const VerifierKey& key = signer.verifier();
  const std::string name_and_id = key.to_vkey().substr(0, key.name.size() + 1 + kIdDigits);
  const std::string typed = static_cast<char>(key.type) + std::string(seed);
  return std::string(kPrivateKeyPrefix) + name_and_id + "+" + base64_encode(typed) + "\n";
}

Result<NoteSigner> parse_private_key(std::string_view text, KeyType type) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  // A name has no '+', but base64 has: the first one behind the name ends it.
  const size_t name_end = text.starts_with(kPrivateKeyPrefix)
                              ? text.find('+', kPrivateKeyPrefix.size())
                              : std::string_view::npos;
  if (name_end == std::string_view::npos) {
    return refuse("must hold PRIVATE+KEY+<name>+<id>+<key>");
  }
  const size_t key_at = std::min(name_end + 2 + kIdDigits, text.size());
  const auto key = base64_decode(text.substr(key_at));
  if (!key || key->size() != 1 + kSeedBytes || key->front() != static_cast<char>(type)) {
    return refuse(type == KeyType::kEd25519 ? "must hold an Ed25519 key"
                                            : "must hold an Ed25519 key for cosignatures");
  }
  const std::string_view seed = std::string_view(*key).substr(1);
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(seed.data()), seed.size());
  GS_TRY(NoteSigner signer,
         NoteSigner::create(std::string(text.substr(kPrivateKeyPrefix.size(),
                                                    name_end - kPrivateKeyPrefix.size())),
                            bytes, type));
  if (private_key_text(signer, seed) != std::string(text) + "\n") {
    return refuse("holds a key whose id does not fit");
  }
  return signer;
}

}  // namespace gs::ledger
