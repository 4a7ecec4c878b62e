// OpenSSL's one-shot functions look the algorithm up by name on every call, which costs more than
// hashing a short text. Here each thread fetches it once and keeps one context.
#include "base/digest.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace gs {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Hashing memory fails only when OpenSSL is broken or there is no memory; nothing sensible follows.
void require(bool worked) {
  if (!worked) std::abort();
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

std::unique_ptr<EVP_MD_CTX, FreeContext> new_sha256_context() {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  require(algorithm != nullptr && context &&
          EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1);
  EVP_MD_free(algorithm);  // the context holds its own reference
  return context;
}

std::unique_ptr<EVP_MAC_CTX, FreeContext> new_hmac_sha256_context() {
  EVP_MAC* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  require(hmac != nullptr);
  std::unique_ptr<EVP_MAC_CTX, FreeContext> context(EVP_MAC_CTX_new(hmac));
  EVP_MAC_free(hmac);  // the context holds its own reference
  char name[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                               OSSL_PARAM_construct_end()};
  require(context && EVP_MAC_CTX_set_params(context.get(), params) == 1);
  return context;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

int base64_value(char c) {
  const size_t value = kBase64.find(c);
  return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

}  // namespace

Sha256Digest sha256(std::string_view bytes) {
  return sha256(bytes, {});
}

Sha256Digest sha256(std::string_view head, std::string_view tail) {
  thread_local const auto context = new_sha256_context();
  Sha256Digest digest;
  // Without an algorithm the context begins anew with the one that it has.
  require(EVP_DigestInit_ex2(context.get(), nullptr, nullptr) == 1 &&
          EVP_DigestUpdate(context.get(), head.data(), head.size()) == 1 &&
          (tail.empty() || EVP_DigestUpdate(context.get(), tail.data(), tail.size()) == 1) &&
          EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  return digest;
}

Sha256Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  thread_local const auto context = new_hmac_sha256_context();
  // OpenSSL takes a null key for "the same key as before".
  const std::string_view real_key = key.data() == nullptr ? std::string_view("") : key;
  Sha256Digest digest;
  size_t size = 0;
  require(EVP_MAC_init(context.get(), bytes_of(real_key), real_key.size(), nullptr) == 1 &&
          EVP_MAC_update(context.get(), bytes_of(bytes), bytes.size()) == 1 &&
          EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) == 1);
  return digest;
}

void RunningHmac::FreeContext::operator()(void* context) const {
  EVP_MAC_CTX_free(static_cast<EVP_MAC_CTX*>(context));
}

RunningHmac::RunningHmac(std::string_view key) {
  thread_local const auto prepared = new_hmac_sha256_context();
  EVP_MAC_CTX* context = EVP_MAC_CTX_dup(prepared.get());
  context_.reset(context);
  require(context != nullptr && EVP_MAC_init(context, bytes_of(key), key.size(), nullptr) == 1);
}

void RunningHmac::add(std::string_view bytes) {
  auto* context = static_cast<EVP_MAC_CTX*>(context_.get());
  require(EVP_MAC_update(context, bytes_of(bytes), bytes.size()) == 1);
}

Sha256Digest RunningHmac::digest() const {
  EVP_MAC_CTX* copy = EVP_MAC_CTX_dup(static_cast<const EVP_MAC_CTX*>(context_.get()));
  Sha256Digest digest;
  size_t size = 0;
  require(copy != nullptr && EVP_MAC_final(copy, digest.data(), &size, digest.size()) == 1);
  EVP_MAC_CTX_free(copy);
  return digest;
}

std::string to_hex(std::span<const uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (uint8_t byte : bytes) {
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 0x0F];
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  return to_hex(sha256(bytes));
}

bool equal_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

std::string base64_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < count ? static_cast<uint8_t>(bytes[i + j]) : 0u);
    }
    for (size_t j = 0; j < 4; ++j) {
      text += j <= count ? kBase64[group >> (18 - 6 * j) & 0x3F] : '=';
    }
  }
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  uint32_t bits = 0;
  int held = 0;  // low bits of `bits` not yet given out
  for (char c : text) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6 | static_cast<uint32_t>(value)) & 0xFFFF;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xFF);
  }
  if ((bits & ((1u << held) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace gs
