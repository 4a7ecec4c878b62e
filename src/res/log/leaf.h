// The bytes of a leaf: RFC 8785, {v, kind, id, ts, actor, digest?, ...}. Nothing in it can be
// guessed back to content: ids are random, digests are salted.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"

namespace gs::res::log {

struct Leaf {
  std::string kind;
  std::string id;  // opaque
  WallTime ts;     // milliseconds are kept
  std::string actor;
  std::optional<Sha256Digest> digest;  // of leaves with a record
  boost::json::object fields;          // of leaves without: beside the above

  // kTooLarge: more than ledger::kMaxLeafBytes. kInvalidInput: a field named as one of the above.
  Result<std::string> to_bytes() const;
  static Result<Leaf> parse(std::string_view bytes);
};

// What a leaf commits to: SHA-256(salt || content).
Sha256Digest commitment(std::string_view salt, std::string_view content);
std::string new_salt();  // 32 random bytes

}  // namespace gs::res::log
