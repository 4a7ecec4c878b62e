// When the secrets that a service works with run out: for the metric secret_expiry_seconds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"

namespace gs::service {

struct SecretExpiry {
  std::string secret;  // "key/<id>", "tls"
  WallTime expires;
};

// The earliest end of the certificates in a PEM text. kInvalidInput: there is none.
Result<WallTime> certificate_expiry(std::string_view pem);

// Keys of a keys.json that have an `expires` and are not disabled, and the certificate. Empty paths
// are passed over, and so is what cannot be read: whoever uses the file says that.
std::vector<SecretExpiry> secret_expiries(Files& files, const std::string& keys_file,
                                          const std::string& certificate_file);

}  // namespace gs::service
