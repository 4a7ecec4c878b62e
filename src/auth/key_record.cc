#include "auth/key_record.h"

#include "base/json.h"
#include "base/nearest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/rand.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace gs::auth {
namespace {

namespace json = boost::json;

using Strings = std::vector<std::string>;

const Strings& known_fields() {
  static const Strings fields = {"id",     "sha256",       "roles",         "name",    "tenant",
                                 "models", "lawful_bases", "trust_context", "expires", "disabled"};
  return fields;
}

bool is_id(std::string_view id) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), is_allowed);
}

std::optional<Sha256Digest> digest_from_hex(std::string_view hex) {
  Sha256Digest digest{};
  if (hex.size() != 2 * digest.size()) return std::nullopt;
  for (size_t i = 0; i < hex.size(); ++i) {
    const size_t value = std::string_view("0123456789abcdef").find(hex[i]);
    if (value == std::string_view::npos) return std::nullopt;
    digest[i / 2] = static_cast<uint8_t>(digest[i / 2] << 4 | value);
  }
  return digest;
}

// Reads one entry of "keys"; `path` is where it stands: "keys.json keys[2]".
class EntryReader {
 public:
  EntryReader(const json::object& entry, std::string path)
      : entry_(entry), path_(std::move(path)) {}

  Result<KeyRecord> read();

 private:
  tl::unexpected<Error> wrong(std::string_view field, std::string message) const {
    return fail(ErrorCode::kInvalidInput, std::move(message), fmt::format("{}.{}", path_, field));
  }
  const json::value* find(std::string_view field) const { return entry_.if_contains(field); }

  Status check_fields() const;
  Result<std::string> text(std::string_view field) const;  // empty if absent
  Result<std::optional<Strings>> texts(std::string_view field) const;
  Result<std::string> id() const;
  Result<Sha256Digest> digest() const;
  Result<RoleSet> roles() const;
  Result<ContextTrust> trust() const;
  Result<std::optional<WallTime>> expires() const;
  Result<bool> disabled() const;

  const json::object& entry_;
  const std::string path_;
};

Status EntryReader::check_fields() const {
  for (const auto& member : entry_) {
    const std::string name(member.key());
    const Strings& known = known_fields();
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest(name, known);
    return wrong(name, "unknown field" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
  }
  for (std::string_view required : {"id", "sha256", "roles"}) {
    if (find(required) == nullptr) return wrong(required, "is missing");
  }
  return Ok{};
}

Result<std::string> EntryReader::text(std::string_view field) const {
  const json::value* value = find(field);
  if (value == nullptr) return std::string();
  if (!value->is_string()) return wrong(field, "must be a string");
  return std::string(value->get_string());
}

Result<std::optional<Strings>> EntryReader::texts(std::string_view field) const {
  const json::value* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) return wrong(field, "must be a list of strings");
  Strings list;
  for (const json::value& item : value->get_array()) {
    if (!item.is_string()) return wrong(field, "must be a list of strings");
    list.emplace_back(item.get_string());
  }
  return list;
}

Result<std::string> EntryReader::id() const {
  GS_TRY(std::string id, text("id"));
  if (!is_id(id)) return wrong("id", "must be 1 to 64 letters, digits and hyphens");
  return id;
}

Result<Sha256Digest> EntryReader::digest() const {
  GS_TRY(const std::string hex, text("sha256"));
  const auto digest = digest_from_hex(hex);
  if (!digest) return wrong("sha256", "must be 64 lower-case hexadecimal digits");
  return *digest;
}

Result<RoleSet> EntryReader::roles() const {
  GS_TRY(const auto names, texts("roles"));
  RoleSet roles;
  for (const std::string& name : *names) {
    const auto role = role_from(name);
    if (!role) {
      return wrong("roles", fmt::format("unknown role '{}'; roles are {}", name,
                                        fmt::join(role_names(), ", ")));
    }
    roles.insert(*role);
  }
  if (roles.empty()) return wrong("roles", "must name at least one role");
  return roles;
}

Result<ContextTrust> EntryReader::trust() const {
  GS_TRY(const std::string name, text("trust_context"));
  if (find("trust_context") == nullptr || name == "raise_only") return ContextTrust::kRaiseOnly;
  if (name == "full") return ContextTrust::kFull;
  return wrong("trust_context", fmt::format("must be raise_only or full, not '{}'", name));
}

Result<std::optional<WallTime>> EntryReader::expires() const {
  if (find("expires") == nullptr) return std::nullopt;
  GS_TRY(const std::string when, text("expires"));
  const auto time = from_rfc3339(when);
  if (!time) return wrong("expires", "must be a time such as 2027-01-01T00:00:00Z");
  return time;
}

Result<bool> EntryReader::disabled() const {
  const json::value* value = find("disabled");
  if (value == nullptr) return false;
  if (!value->is_bool()) return wrong("disabled", "must be true or false");
  return value->get_bool();
}

Result<KeyRecord> EntryReader::read() {
  GS_CHECK_OK(check_fields());
  KeyRecord record;
  GS_TRY(record.principal.id, id());
  GS_TRY(record.digest, digest());
  GS_TRY(record.principal.roles, roles());
  GS_TRY(record.principal.name, text("name"));
  GS_TRY(record.principal.tenant, text("tenant"));
  GS_TRY(record.principal.models, texts("models"));
  GS_TRY(record.principal.lawful_bases, texts("lawful_bases"));
  GS_TRY(record.principal.trust_context, trust());
  GS_TRY(record.expires, expires());
  GS_TRY(record.disabled, disabled());
  return record;
}

json::object entry_of(const KeyRecord& record) {
  const auto list = [](const Strings& items) { return json::array(items.begin(), items.end()); };
  const Principal& principal = record.principal;
  json::array roles;
  for (const std::string& name : role_names()) {
    if (principal.roles.contains(*role_from(name))) roles.emplace_back(name);
  }
  json::object entry{{"id", principal.id}, {"sha256", to_hex(record.digest)}, {"roles", roles}};
  if (!principal.name.empty()) entry["name"] = principal.name;
  if (!principal.tenant.empty()) entry["tenant"] = principal.tenant;
  if (principal.models) entry["models"] = list(*principal.models);
  if (principal.lawful_bases) entry["lawful_bases"] = list(*principal.lawful_bases);
  if (principal.trust_context == ContextTrust::kFull) entry["trust_context"] = "full";
  if (record.expires) entry["expires"] = to_rfc3339(*record.expires);
  if (record.disabled) entry["disabled"] = true;
  return entry;
}

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
    GS_TRY(KeyRecord record, EntryReader(entry.get_object(), path).read());
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
    out += (i == 0 ? "\n  " : ",\n  ") + json::serialize(entry_of(records[i]));
  }
  return out + "\n]}\n";
}

Result<std::string> new_key_text(std::string_view id) {
  if (!is_id(id)) {
    return fail(ErrorCode::kInvalidInput, "must be 1 to 64 letters, digits and hyphens", "id");
  }
  std::array<uint8_t, 32> secret;
  if (RAND_bytes(secret.data(), static_cast<int>(secret.size())) != 1) {
    return fail(ErrorCode::kInternal, "OpenSSL has no random bytes");
  }
  return fmt::format("gs_{}_{}", id, to_hex(secret));
}

}  // namespace gs::auth
