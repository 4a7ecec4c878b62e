#include "ledger/ed25519.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace gs::ledger {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

// Signing with a good key fails only when OpenSSL is broken or there is no memory; nothing sensible
// follows.
void require(bool worked) {
  if (!worked) std::abort();
}

const uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

}  // namespace

Result<Ed25519PrivateKey> Ed25519PrivateKey::from_seed(std::span<const uint8_t> seed) {
  if (seed.size() != std::tuple_size_v<Ed25519Seed>) {
    return fail(ErrorCode::kInvalidInput, "the seed of an Ed25519 key has " +
                                              std::to_string(seed.size()) + " bytes instead of 32");
  }
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size());
  require(key != nullptr);
  Ed25519PrivateKey made;
  made.key_ = std::shared_ptr<void>(key, [](void* p) { FreeKey()(static_cast<EVP_PKEY*>(p)); });
  size_t size = made.public_key_.size();
  require(EVP_PKEY_get_raw_public_key(key, made.public_key_.data(), &size) == 1);
  return made;
}

Ed25519Signature Ed25519PrivateKey::sign(std::string_view bytes) const {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  Ed25519Signature signature;
  size_t size = signature.size();
  require(context &&
          EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                             static_cast<EVP_PKEY*>(key_.get())) == 1 &&
          EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(bytes), bytes.size()) ==
              1 &&
          size == signature.size());
  return signature;
}

bool verify_ed25519(const Ed25519PublicKey& key, std::string_view bytes,
                    std::span<const uint8_t> signature) {
  const std::unique_ptr<EVP_PKEY, FreeKey> public_key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  return public_key && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes_of(bytes),
                          bytes.size()) == 1;
}

}  // namespace gs::ledger
