// Who is asking, and may they?
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <tl/expected.hpp>

#include "auth/key_ring.h"
#include "auth/principal.h"
#include "base/clock.h"
#include "http/message.h"
#include "service/caller.h"

namespace gs::service {

// Under auth.mode none everybody is the anonymous caller, who may do everything. Under keys a
// caller shows a key as `Authorization: Bearer <key>` or `x-api-key: <key>`: without a good one it
// is 401, without the role 403. Safe from any thread.
class Authentication {
 public:
  // auth.mode none.
  explicit Authentication(const Clock& clock) : clock_(clock) {}
  Authentication(const Clock& clock, std::shared_ptr<const auth::KeyRing> keys)
      : clock_(clock), keys_(std::move(keys)) {}

  // Takes effect with the next request. Not for auth.mode none.
  void replace_keys(std::shared_ptr<const auth::KeyRing> keys);

  // Who is let in, or why nobody is.
  struct Refusal {
    bool known = false;  // 403: the caller is known, the role is missing; else 401
    std::string detail;
    std::string principal;  // where known
    http::Response problem() const;
  };
  tl::expected<auth::Principal, Refusal> identify(auth::Role role,
                                                  const http::Request& request) const {
    return identify(auth::RoleSet{role}, request);
  }
  // The caller needs one of the roles.
  tl::expected<auth::Principal, Refusal> identify(auth::RoleSet any_of,
                                                  const http::Request& request) const;

  // A handler that asks first. The authentication outlives it.
  http::Handler guard(auth::Role role, CallerHandler handler) const;

 private:
  http::Response answer(auth::Role role, const CallerHandler& handler,
                        const http::Request& request) const;

  const Clock& clock_;
  mutable std::mutex mutex_;                   // held for the copy of a pointer
  std::shared_ptr<const auth::KeyRing> keys_;  // null under auth.mode none
};

}  // namespace gs::service
