#include "res/log/leaf.h"

#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "base/hex.h"
#include "base/json.h"
#include "ledger/tiles.h"

namespace gs::res::log {
namespace {

namespace json = boost::json;

constexpr int kVersion = 1;

Result<std::string> take_text(json::object& leaf, std::string_view name) {
  const json::value* value = leaf.if_contains(name);
  if (value == nullptr || !value->is_string()) {
    return fail(ErrorCode::kInvalidInput, "must be a text", std::string(name));
  }
  std::string text(value->as_string());
  leaf.erase(name);
  return text;
}

}  // namespace

Result<std::string> Leaf::to_bytes() const {
  json::object leaf = fields;
  size_t members = leaf.size();
  const auto set = [&](std::string_view name, std::string_view value) {
    leaf.insert_or_assign(name, value);
    ++members;
  };
  leaf.insert_or_assign("v", kVersion);
  ++members;
  set("kind", kind);
  set("id", id);
  set("ts", to_rfc3339(ts));
  set("actor", actor);
  if (digest) set("digest", to_hex(*digest));
  if (leaf.size() != members) {
    return fail(ErrorCode::kInvalidInput, "a field has the name of one that every leaf has", kind);
  }
  GS_TRY(std::string bytes, canonical_json(leaf));
  if (bytes.size() > ledger::kMaxLeafBytes) {
    return fail(ErrorCode::kTooLarge, "a leaf holds at most 65,535 bytes", kind);
  }
  return bytes;
}

Result<Leaf> Leaf::parse(std::string_view bytes) {
  auto parsed = parse_json(bytes);
  if (!parsed) return tl::unexpected<Error>(parsed.error());
  if (!parsed->is_object()) return fail(ErrorCode::kInvalidInput, "a leaf must be an object");
  json::object object = std::move(*parsed).as_object();
  const json::value* version = object.if_contains("v");
  if (version == nullptr || !version->is_int64() || version->as_int64() != kVersion) {
    return fail(ErrorCode::kInvalidInput, "not a leaf of version 1", "v");
  }
  object.erase("v");
  Leaf leaf;
  GS_TRY(leaf.kind, take_text(object, "kind"));
  GS_TRY(leaf.id, take_text(object, "id"));
  GS_TRY(leaf.actor, take_text(object, "actor"));
  GS_TRY(const std::string ts, take_text(object, "ts"));
  const auto time = from_rfc3339(ts);
  if (!time) return fail(ErrorCode::kInvalidInput, "must be a time of RFC 3339", "ts");
  leaf.ts = *time;
  if (object.contains("digest")) {
    GS_TRY(const std::string hex, take_text(object, "digest"));
    leaf.digest = sha256_from_hex(hex);
    if (!leaf.digest) return fail(ErrorCode::kInvalidInput, "must be 64 hex digits", "digest");
  }
  leaf.fields = std::move(object);
  return leaf;
}

Sha256Digest commitment(std::string_view salt, std::string_view content) {
  std::string both;
  both.reserve(salt.size() + content.size());
  return sha256(both.append(salt).append(content));
}

std::string new_salt() {
  std::string salt(32, '\0');
  // Cannot fail for so few bytes on a kernel that has it.
  if (getentropy(salt.data(), salt.size()) != 0) std::abort();
  return salt;
}

}  // namespace gs::res::log
