#include "service/authentication.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "http/problem.h"

namespace gs::service {
namespace {

constexpr size_t kMaxClaimedUser = 128;  // code points

// What a record may hold of a header that anybody can write.
std::string claimed_user(std::string_view header) {
  if (!is_valid_utf8(header)) return "(not UTF-8)";
  return escape_for_display(header, kMaxClaimedUser);
}

auth::Credentials credentials_of(const http::Request& request) {
  auth::Credentials credentials;
  if (request.has_header("authorization"))
    credentials.authorization = request.header("authorization");
  if (request.has_header("x-api-key")) credentials.api_key = request.header("x-api-key");
  return credentials;
}

constexpr std::array kRoles = {auth::Role::kCaller, auth::Role::kReader, auth::Role::kSubmitter,
                               auth::Role::kAuditor, auth::Role::kAdmin};

bool allowed(const auth::RoleSet& has, const auth::RoleSet& any_of) {
  return std::any_of(kRoles.begin(), kRoles.end(),
                     [&](auth::Role role) { return any_of.contains(role) && has.allows(role); });
}

// "reader or auditor"
std::string names_of(const auth::RoleSet& roles) {
  std::string names;
  for (const auth::Role role : kRoles) {
    if (!roles.contains(role)) continue;
    names.append(names.empty() ? "" : " or ").append(auth::to_string(role));
  }
  return names;
}

// `role` is the one that is missing, where that is why.
Authentication::Refusal refused(auth::Denial denial, std::string_view role,
                                const std::string& principal) {
  Authentication::Refusal refusal;
  refusal.known = auth::kind_of(denial) == auth::DenialKind::kForbidden;
  refusal.detail = auth::message_of(denial);
  if (!role.empty()) refusal.detail.append(": ").append(role);
  refusal.principal = principal;
  return refusal;
}

}  // namespace

void Authentication::replace_keys(std::shared_ptr<const auth::KeyRing> keys) {
  std::lock_guard lock(mutex_);
  keys_.swap(keys);
}

http::Handler Authentication::guard(auth::Role role, CallerHandler handler) const {
  return [this, role, handler = std::move(handler)](const http::Request& request) {
    return answer(role, handler, request);
  };
}

http::Response Authentication::Refusal::problem() const {
  http::Response response =
      http::problem(known ? 403 : 401, known ? "forbidden" : "unauthorized", detail);
  if (!known) response.with_header("www-authenticate", "Bearer realm=\"governed-speed\"");
  response.principal = principal;
  return response;
}

tl::expected<auth::Principal, Authentication::Refusal> Authentication::identify(
    auth::RoleSet any_of, const http::Request& request) const {
  std::shared_ptr<const auth::KeyRing> keys;
  {
    std::lock_guard lock(mutex_);
    keys = keys_;
  }
  auth::Principal caller = auth::anonymous_principal();
  if (keys) {
    auto found = keys->identify(credentials_of(request), clock_.now());
    if (!found) return tl::unexpected(refused(found.error(), "", ""));
    caller = **found;
  }
  caller.claimed_user = claimed_user(request.header("x-user-id"));
  if (!allowed(caller.roles, any_of)) {
    return tl::unexpected(refused(auth::Denial::kRole, names_of(any_of), caller.id));
  }
  return caller;
}

http::Response Authentication::answer(auth::Role role, const CallerHandler& handler,
                                      const http::Request& request) const {
  auto caller = identify(role, request);
  if (!caller) return caller.error().problem();
  http::Response response = handler(request, *caller);
  response.principal = caller->id;
  return response;
}

}  // namespace gs::service
