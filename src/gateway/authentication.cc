#include "gateway/authentication.h"

#include <utility>

#include "base/utf8.h"
#include "http/problem.h"

namespace gs::gateway {
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
    auth::Role role, const http::Request& request) const {
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
  if (auto denial = auth::authorize(caller, role)) {
    return tl::unexpected(refused(*denial, auth::to_string(role), caller.id));
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

}  // namespace gs::gateway
