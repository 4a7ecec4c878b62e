#include "res/verify/members.h"

#include <algorithm>
#include <cstring>

#include "base/json.h"

namespace gs::res {
namespace {

constexpr size_t kNone = std::string_view::npos;

// Behind the string that begins at `at`: at the first quote with an even number of backslashes
// before it. Looks for quotes alone, which the library does many bytes at a time.
size_t skip_string(std::string_view json, size_t at) {
  for (size_t from = at + 1;;) {
    const size_t quote = json.find('"', from);
    if (quote == kNone) return kNone;
    size_t slashes = 0;
    while (quote - slashes > from && json[quote - slashes - 1] == '\\') ++slashes;
    if (slashes % 2 == 0) return quote + 1;
    from = quote + 1;
  }
}

// Behind the object or array that begins at `at`.
size_t skip_nested(std::string_view json, size_t at) {
  size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = skip_string(json, at);
      if (at == kNone) return kNone;
      continue;
    }
    ++at;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth == 0) return at;
  }
  return kNone;
}

size_t skip_value(std::string_view json, size_t at) {
  if (at >= json.size()) return kNone;
  if (json[at] == '"') return skip_string(json, at);
  if (json[at] == '{' || json[at] == '[') return skip_nested(json, at);
  const size_t end = json.find_first_not_of("0123456789+-.eEtrufalsn", at);
  return end == at ? kNone : end;
}

}  // namespace

std::optional<Members> Members::of(std::string_view json) {
  if (json.size() < 2 || json.front() != '{') return std::nullopt;
  Members found;
  if (json == "{}") return found;
  found.members_.reserve(8);
  for (size_t at = 1; at < json.size();) {
    if (json[at] != '"') return std::nullopt;
    const size_t name_end = skip_string(json, at);
    if (name_end == kNone || name_end >= json.size() || json[name_end] != ':') return std::nullopt;
    const size_t value_end = skip_value(json, name_end + 1);
    if (value_end == kNone || value_end >= json.size()) return std::nullopt;
    found.members_.emplace_back(json.substr(at + 1, name_end - at - 2),
                                json.substr(name_end + 1, value_end - name_end - 1));
    if (json[value_end] == '}') {
      return value_end + 1 == json.size() ? std::optional(std::move(found)) : std::nullopt;
    }
    if (json[value_end] != ',') return std::nullopt;
    at = value_end + 1;
  }
  return std::nullopt;
}

std::string_view Members::raw(std::string_view name) const {
  for (const auto& [known, value] : members_) {
    if (known == name) return value;
  }
  return {};
}

std::string_view Members::plain_text(std::string_view name) const {
  const std::string_view value = raw(name);
  if (value.size() < 2 || value.front() != '"' || value.find('\\') != kNone) return {};
  return value.substr(1, value.size() - 2);
}

std::string Members::text(std::string_view name) const {
  const std::string_view value = raw(name);
  if (value.empty() || value.front() != '"') return {};
  if (value.find('\\') == kNone) return std::string(plain_text(name));
  const auto parsed = parse_json(value);
  return parsed && parsed->is_string() ? std::string(parsed->as_string()) : std::string();
}

}  // namespace gs::res
