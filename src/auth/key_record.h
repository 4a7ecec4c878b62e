// The file of API keys, keys.json:
//
//   {"keys": [{"id": "ci-1", "sha256": "<64 hex digits>", "roles": ["caller", "submitter"],
//              "name": "CI of team red", "tenant": "red", "models": ["llama-3"],
//              "lawful_bases": ["contract"], "trust_context": "raise_only",
//              "labels": {"team": "search"}, "limits": {"requests_per_minute": 600},
//              "expires": "2027-01-01T00:00:00Z", "disabled": false}]}
//
// limits: requests_per_minute, tokens_per_minute, tokens_per_day and concurrent; what is absent is
// as the settings say. Only id, sha256 and roles are required. The key itself is nowhere in the
// file: sha256 is the digest of its whole text. A key that this program makes reads gs_<id>_<64 hex
// digits>; a key made elsewhere may be any 16 to 512 visible ASCII characters.
#pragma once

#include "auth/principal.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gs::auth {

struct KeyRecord {
  Principal principal;  // `id` is the id of the key; `claimed_user` stays empty
  Sha256Digest digest{};
  std::optional<WallTime> expires;  // from then on the key is refused
  bool disabled = false;
};

// Errors (kInvalidInput): text that is not JSON (where = "keys.json line 3 column 7"), or the first
// wrong entry (where = "keys.json keys[2].sha256"): unknown or missing fields, wrong types, an id
// that is not 1 to 64 letters, digits and hyphens, unknown roles, repeated ids and digests, labels
// and limits out of their range. `file` is the name that errors show.
Result<std::vector<KeyRecord>> parse_keys(std::string_view text, std::string_view file);

// The text of a keys.json that parse_keys() reads back, indented by entry; expiry in milliseconds.
std::string keys_text(std::span<const KeyRecord> records);

// The text of a new key for `id`: 32 bytes from OpenSSL's generator. Its owner has to be told now;
// afterwards only sha256() of it is kept. Error kInvalidInput: an id as above; kInternal: no
// randomness.
Result<std::string> new_key_text(std::string_view id);

}  // namespace gs::auth
