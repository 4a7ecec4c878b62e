#include "auth/principal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gs::auth {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 5> kRoles = {{
    {Role::kCaller, "caller"},
    {Role::kReader, "reader"},
    {Role::kSubmitter, "submitter"},
    {Role::kAuditor, "auditor"},
    {Role::kAdmin, "admin"},
}};

}  // namespace

std::string_view to_string(Role role) {
  return kRoles[static_cast<size_t>(role)].second;
}

std::optional<Role> role_from(std::string_view name) {
  for (const auto& [role, known] : kRoles) {
    if (name == known) return role;
  }
  return std::nullopt;
}

std::vector<std::string> role_names() {
  std::vector<std::string> names;
  names.reserve(kRoles.size());
  for (const auto& [role, name] : kRoles) names.emplace_back(name);
  return names;
}

std::string_view to_string(ContextTrust trust) {
  return trust == ContextTrust::kFull ? "full" : "raise_only";
}

bool Principal::may_use_model(std::string_view model) const {
  return !models || std::find(models->begin(), models->end(), model) != models->end();
}

Principal anonymous_principal() {
  Principal principal;
  principal.roles = {Role::kCaller, Role::kReader, Role::kSubmitter, Role::kAuditor, Role::kAdmin};
  return principal;
}

}  // namespace gs::auth
