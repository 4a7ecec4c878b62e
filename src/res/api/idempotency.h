// Requests that may come twice: the header Idempotency-Key of POST /incident.
//
// A key belongs to its caller. What it made is remembered in the table `facts`, in the transaction
// that made it, for as long as the service keeps that.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "res/store/database.h"

namespace gs::res {

class IdempotencyKey {
 public:
  // Nothing: the request has none. kInvalidInput (where = "Idempotency-Key"): it is not 1 to 256
  // visible ASCII characters.
  static Result<std::optional<IdempotencyKey>> of(const http::Request& request,
                                                  std::string_view caller);

  // The id that the same request made before. kInvalidInput: the key came with another body.
  Result<std::optional<std::string>> made_before(store::Connection& sql) const;
  Status remember(store::Connection& sql, std::string_view id) const;

 private:
  IdempotencyKey(std::string name, std::string body)
      : name_(std::move(name)), body_(std::move(body)) {}

  std::string name_;  // of the fact: digest of caller, path and key
  std::string body_;  // digest of the body
};

}  // namespace gs::res
