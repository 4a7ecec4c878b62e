#include "auth/key_entry.h"

#include "auth/limit_set.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/nearest.h"
#include "base/utf8.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace gs::auth {
namespace {

namespace json = boost::json;

using Strings = std::vector<std::string>;
using Labels = std::vector<std::pair<std::string, std::string>>;

constexpr size_t kMaxLabels = 16;
constexpr size_t kMaxLabelName = 64;
constexpr size_t kMaxLabelValue = 128;  // code points

// The limits that an entry may set.
struct LimitField {
  std::string_view name;
  uint64_t most;
  void (*set)(LimitSet& limits, uint64_t number);
  uint64_t (*get)(const LimitSet& limits);
};

constexpr std::array<LimitField, 4> kLimitFields = {{
    {"requests_per_minute", kMaxRequestLimit,
     [](LimitSet& l, uint64_t n) { l.requests_per_minute = static_cast<uint32_t>(n); },
     [](const LimitSet& l) -> uint64_t { return l.requests_per_minute; }},
    {"tokens_per_minute", kMaxTokenLimit, [](LimitSet& l, uint64_t n) { l.tokens_per_minute = n; },
     [](const LimitSet& l) { return l.tokens_per_minute; }},
    {"tokens_per_day", kMaxTokenLimit, [](LimitSet& l, uint64_t n) { l.tokens_per_day = n; },
     [](const LimitSet& l) { return l.tokens_per_day; }},
    {"concurrent", kMaxRequestLimit,
     [](LimitSet& l, uint64_t n) { l.concurrent = static_cast<uint32_t>(n); },
     [](const LimitSet& l) -> uint64_t { return l.concurrent; }},
}};

Strings limit_names() {
  Strings names;
  for (const LimitField& field : kLimitFields) names.emplace_back(field.name);
  return names;
}

bool is_label_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  };
  return !name.empty() && name.size() <= kMaxLabelName &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

const Strings& known_fields() {
  static const Strings fields = {"id",      "sha256",   "roles",        "name",
                                 "tenant",  "models",   "lawful_bases", "trust_context",
                                 "expires", "disabled", "labels",       "limits"};
  return fields;
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
  Result<Labels> labels() const;
  Result<LimitSet> limits() const;
  Result<uint64_t> limit(const json::value& value, std::string_view name, uint64_t most) const;

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
  if (!is_key_id(id)) return wrong("id", "must be 1 to 64 letters, digits and hyphens");
  return id;
}

Result<Sha256Digest> EntryReader::digest() const {
  GS_TRY(const std::string hex, text("sha256"));
  const auto digest = sha256_from_hex(hex);
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

Result<Labels> EntryReader::labels() const {
  const json::value* value = find("labels");
  if (value == nullptr) return Labels{};
  if (!value->is_object()) return wrong("labels", "must be an object of strings");
  const json::object& members = value->get_object();
  if (members.size() > kMaxLabels) {
    return wrong("labels", fmt::format("has {} labels; at most {}", members.size(), kMaxLabels));
  }
  Labels labels;
  for (const auto& member : members) {
    const std::string name(member.key());
    if (!is_label_name(name)) {
      return wrong("labels", fmt::format("the name '{}' is not 1 to 64 of a-z, 0-9, _, . and -",
                                         escape_for_display(name, kMaxLabelName)));
    }
    if (!member.value().is_string()) return wrong("labels." + name, "must be a string");
    std::string text(member.value().get_string());
    if (count_code_points(text) > kMaxLabelValue) {
      return wrong("labels." + name, fmt::format("is longer than {} characters", kMaxLabelValue));
    }
    labels.emplace_back(name, std::move(text));
  }
  std::sort(labels.begin(), labels.end());
  return labels;
}

Result<uint64_t> EntryReader::limit(const json::value& value, std::string_view name,
                                    uint64_t most) const {
  uint64_t number = 0;
  if (value.is_int64() && value.get_int64() > 0) number = static_cast<uint64_t>(value.get_int64());
  if (value.is_uint64()) number = value.get_uint64();
  if (number >= 1 && number <= most) return number;
  return wrong(fmt::format("limits.{}", name),
               fmt::format("must be a whole number, 1 to {}", most));
}

Result<LimitSet> EntryReader::limits() const {
  const json::value* value = find("limits");
  if (value == nullptr) return LimitSet{};
  if (!value->is_object()) return wrong("limits", "must be an object of numbers");
  LimitSet limits;
  for (const auto& member : value->get_object()) {
    const std::string name(member.key());
    const auto row = std::find_if(kLimitFields.begin(), kLimitFields.end(),
                                  [&](const LimitField& field) { return field.name == name; });
    if (row == kLimitFields.end()) {
      const std::string near = nearest(name, limit_names());
      return wrong("limits." + name,
                   "unknown limit" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
    GS_TRY(const uint64_t number, limit(member.value(), name, row->most));
    row->set(limits, number);
  }
  return limits;
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
  GS_TRY(record.principal.labels, labels());
  GS_TRY(record.principal.limits, limits());
  return record;
}

// The object at `name`, made where there is none.
json::object& member_of(json::object& entry, std::string_view name) {
  json::value& member = entry[name];
  return member.is_object() ? member.get_object() : member.emplace_object();
}

}  // namespace

bool is_key_id(std::string_view id) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), is_allowed);
}

Result<KeyRecord> read_key_entry(const json::object& entry, std::string path) {
  return EntryReader(entry, std::move(path)).read();
}

json::object key_entry(const KeyRecord& record) {
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
  for (const auto& [name, value] : principal.labels) member_of(entry, "labels")[name] = value;
  for (const LimitField& field : kLimitFields) {
    const uint64_t number = field.get(principal.limits);
    if (number != 0) member_of(entry, "limits")[field.name] = number;
  }
  return entry;
}

}  // namespace gs::auth
