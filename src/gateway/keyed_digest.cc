#include "gateway/keyed_digest.h"

#include <openssl/rand.h>

#include <cmath>

#include "base/digest.h"

namespace gs::gateway {
namespace {

constexpr size_t kSecretBytes = 32;

Result<std::string> random_secret() {
  std::string secret(kSecretBytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(secret.data()), kSecretBytes) != 1) {
    return fail(ErrorCode::kInternal, "the system gave no random bytes");
  }
  return secret;
}

}  // namespace

Result<KeyedDigest> KeyedDigest::open(Files& files, const std::string& data_folder) {
  if (data_folder.empty()) {
    GS_TRY(std::string secret, random_secret());
    return KeyedDigest(std::move(secret));
  }
  std::string folder = data_folder + "/secrets";
  std::string path = folder + "/hmac.key";
  if (!files.exists(path)) {
    GS_TRY(std::string secret, random_secret());
    GS_CHECK_OK(files.make_folder(folder));
    GS_CHECK_OK(files.replace(path, secret));
  }
  GS_TRY(std::string secret, files.read(path));
  if (secret.size() != kSecretBytes) {
    return fail(ErrorCode::kInvalidInput, "the key must be exactly 32 bytes", path);
  }
  return KeyedDigest(std::move(secret));
}

std::string KeyedDigest::content_hmac(std::string_view text) const {
  return to_hex(hmac_sha256(secret_, text));
}

std::string KeyedDigest::content_hmac(std::span<const text::Segment> segments) const {
  if (segments.size() == 1) return content_hmac(segments[0].text);
  std::string all;
  for (const text::Segment& segment : segments) all += content_hmac(segment.text);
  return content_hmac(all);
}

std::string KeyedDigest::mask_key() const {
  const Sha256Digest key = hmac_sha256(secret_, "governed-speed mask key");
  return {key.begin(), key.end()};
}

double KeyedDigest::canary_bucket(std::string_view name) const {
  Sha256Digest digest = hmac_sha256(secret_, name);
  uint32_t number = 0;
  for (int i = 0; i < 4; ++i) number = number << 8 | digest[i];
  return std::ldexp(static_cast<double>(number), -32) * 100;
}

}  // namespace gs::gateway
