#include "service/secret_expiry.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <optional>

#include "auth/key_record.h"

namespace gs::service {
namespace {

std::optional<WallTime> end_of(const X509& certificate) {
  std::tm at{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &at) != 1) return std::nullopt;
  return WallTime(std::chrono::seconds(::timegm(&at)));
}

}  // namespace

Result<WallTime> certificate_expiry(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  std::optional<WallTime> earliest;
  while (text) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), &X509_free);
    if (!certificate) break;
    const std::optional<WallTime> end = end_of(*certificate);
    if (end && (!earliest || *end < *earliest)) earliest = end;
  }
  ERR_clear_error();  // that of the end of the text
  if (!earliest) return fail(ErrorCode::kInvalidInput, "no certificate in PEM");
  return *earliest;
}

std::vector<SecretExpiry> secret_expiries(Files& files, const std::string& keys_file,
                                          const std::string& certificate_file) {
  std::vector<SecretExpiry> found;
  const auto text_of = [&](const std::string& path) {
    auto text = path.empty() ? Result<std::string>("") : files.read(path);
    return text ? *std::move(text) : std::string();
  };
  if (auto keys = auth::parse_keys(text_of(keys_file), keys_file)) {
    for (const auth::KeyRecord& key : *keys) {
      if (key.expires && !key.disabled) found.push_back({"key/" + key.principal.id, *key.expires});
    }
  }
  if (auto end = certificate_expiry(text_of(certificate_file))) found.push_back({"tls", *end});
  return found;
}

}  // namespace gs::service
