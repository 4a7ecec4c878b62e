// Digests under a secret of this installation: short texts cannot be guessed back from them, and
// nobody outside can predict which exchanges a canary takes.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"
#include "text/segment.h"

namespace gs::gateway {

class KeyedDigest {
 public:
  // The secret is <data_folder>/secrets/hmac.key, made on first use (32 random bytes, mode 0600).
  // Without a data folder it is random and ends with the process.
  static Result<KeyedDigest> open(Files& files, const std::string& data_folder);

  // For tests: a known secret.
  explicit KeyedDigest(std::string secret) : secret_(std::move(secret)) {}

  std::string content_hmac(std::string_view text) const;  // 64 hex digits
  // Of one text the above; of several that of their hex digits one after another.
  std::string content_hmac(std::span<const text::Segment> segments) const;
  // The secret itself, for texts that come in pieces.
  const std::string& key() const { return secret_; }
  // The secret of masks of style hash: derived, so that a mask cannot be mistaken for a digest.
  std::string mask_key() const;
  // Uniform in [0, 100), the same for the same name.
  double canary_bucket(std::string_view name) const;

 private:
  std::string secret_;
};

}  // namespace gs::gateway
