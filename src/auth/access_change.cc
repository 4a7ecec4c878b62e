#include "auth/access_change.h"

#include <boost/json.hpp>

#include <map>
#include <string>
#include <string_view>

#include "base/digest.h"

namespace gs::auth {
namespace {

namespace json = boost::json;

using KeysById = std::map<std::string_view, const KeyRecord*>;

KeysById by_id(std::span<const KeyRecord> records) {
  KeysById found;
  for (const KeyRecord& record : records) found[record.principal.id] = &record;
  return found;
}

// As the file would have them, so that no member is forgotten.
bool same(const KeyRecord& a, const KeyRecord& b) {
  return keys_text({&a, 1}) == keys_text({&b, 1});
}

json::object described(const KeyRecord& record) {
  json::array roles;
  for (const std::string& name : role_names()) {
    if (record.principal.roles.contains(*role_from(name))) roles.emplace_back(name);
  }
  return {{"id", record.principal.id}, {"roles", roles}, {"disabled", record.disabled}};
}

}  // namespace

std::optional<json::object> access_change(std::span<const KeyRecord> before,
                                          std::span<const KeyRecord> now) {
  const KeysById old = by_id(before);
  const KeysById current = by_id(now);
  json::array added, removed, changed;
  for (const auto& [id, record] : current) {
    const auto known = old.find(id);
    if (known == old.end()) {
      added.push_back(described(*record));
    } else if (!same(*known->second, *record)) {
      changed.push_back(described(*record));
    }
  }
  for (const auto& [id, record] : old) {
    if (!current.contains(id)) removed.emplace_back(json::object{{"id", id}});
  }
  if (added.empty() && removed.empty() && changed.empty()) return std::nullopt;
  return json::object{{"added", added}, {"removed", removed}, {"changed", changed}};
}

}  // namespace gs::auth
