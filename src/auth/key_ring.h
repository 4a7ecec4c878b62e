// The API keys that are accepted now.
//
//   auto ring = KeyRing::load(text, "keys.json");
//   auto caller = ring->identify({.authorization = header}, clock.now());
//   if (!caller) answer(kind_of(caller.error()), message_of(caller.error()));
//   if (auto denial = authorize(**caller, Role::kReader)) ...
//
// A ring never changes; when the file does, make a new one and swap a shared pointer. The
// principals that it handed out stay valid. Safe from any thread.
#pragma once

#include "auth/denial.h"
#include "auth/key_record.h"
#include "auth/principal.h"

#include <tl/expected.hpp>

#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gs::auth {

// The values of the request's headers; nothing where the header is absent.
struct Credentials {
  std::optional<std::string_view> authorization = {};
  std::optional<std::string_view> api_key = {};  // x-api-key
};

class KeyRing {
 public:
  explicit KeyRing(std::vector<KeyRecord> records);

  // parse_keys() and the constructor.
  static Result<KeyRing> load(std::string_view text, std::string_view file);

  // Whose key it is. A key expires at its `expires`, not a moment later. The scheme "Bearer" is
  // recognised in any case; keys of less than 16 or more than 512 characters are not even looked
  // up.
  tl::expected<std::shared_ptr<const Principal>, Denial> identify(const Credentials& credentials,
                                                                  WallTime now) const;

  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::shared_ptr<const Principal> principal;
    std::optional<WallTime> expires;
    bool disabled = false;
  };
  // A digest is evenly distributed already. What the time of a look-up tells is about the digest of
  // what the caller sent, which is of no use for finding a key.
  struct Hash {
    size_t operator()(const Sha256Digest& digest) const {
      size_t hash;
      std::memcpy(&hash, digest.data(), sizeof hash);
      return hash;
    }
  };
  struct Equal {
    bool operator()(const Sha256Digest& a, const Sha256Digest& b) const;  // in constant time
  };

  std::unordered_map<Sha256Digest, Entry, Hash, Equal> entries_;
};

// Nothing if the principal may act in that role (kRole), or use that model (kModel).
std::optional<Denial> authorize(const Principal& principal, Role role);
std::optional<Denial> authorize_model(const Principal& principal, std::string_view model);

}  // namespace gs::auth
