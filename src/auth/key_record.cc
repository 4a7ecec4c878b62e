#include "auth/key_record.h"

#include "auth/key_entry.h"
#include "base/json.h"

#include <fmt/format.h>
#include <openssl/rand.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <set>

namespace gs::auth {
namespace {

namespace json = boost::json;

Result<const json::array*> entries_of(const json::value& document, std::string_view file) {
  const json::object* root = document.if_object();
  const json::value* keys = root == nullptr ? nullptr : root->if_contains("keys");
  if (keys == nullptr || !keys->is_array()) {
    return fail(ErrorCode::kInvalidInput, "must be an object with a list 'keys'",
                std::string(file));
  }
  for (const auto& member : *root) {
    if (member.key() == "keys") continue;
    return fail(ErrorCode::kInvalidInput, "unknown field",
                fmt::format("{} {}", file, std::string_view(member.key())));
  }
  return &keys->get_array();
}

}  // namespace

Result<std::vector<KeyRecord>> parse_keys(std::string_view text, std::string_view file) {
  auto document = parse_json(text);
  if (!document) {
    return fail(document.error().code, document.error().message,
                fmt::format("{} {}", file, document.error().where));
  }
  GS_TRY(const json::array* entries, entries_of(*document, file));
  std::vector<KeyRecord> records;
  std::set<std::string> ids;
  std::set<Sha256Digest> digests;
  for (const json::value& entry : *entries) {
    const std::string path = fmt::format("{} keys[{}]", file, records.size());
    if (!entry.is_object()) return fail(ErrorCode::kInvalidInput, "must be an object", path);
    GS_TRY(KeyRecord record, read_key_entry(entry.get_object(), path));
    if (!ids.insert(record.principal.id).second) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("'{}' is the id of an earlier key", record.principal.id),
                  path + ".id");
    }
    if (!digests.insert(record.digest).second) {
      return fail(ErrorCode::kInvalidInput, "is the digest of an earlier key", path + ".sha256");
    }
    records.push_back(std::move(record));
  }
  return records;
}

std::string keys_text(std::span<const KeyRecord> records) {
  std::string out = "{\"keys\": [";
  for (size_t i = 0; i < records.size(); ++i) {
    out += (i == 0 ? "\n  " : ",\n  ") + json::serialize(key_entry(records[i]));
  }
  return out + "\n]}\n";
}

Result<std::string> new_key_text(std::string_view id) {
  if (!is_key_id(id)) {
    return fail(ErrorCode::kInvalidInput, "must be 1 to 64 letters, digits and hyphens", "id");
  }
  std::array<uint8_t, 32> secret;
  if (RAND_bytes(secret.data(), static_cast<int>(secret.size())) != 1) {
    return fail(ErrorCode::kInternal, "OpenSSL has no random bytes");
  }
  return fmt::format("gs_{}_{}", id, to_hex(secret));
}

}  // namespace gs::auth
