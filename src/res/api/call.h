// One request on its way: what every endpoint is given, and what it may do with it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "auth/principal.h"
#include "base/result.h"
#include "http/exchange.h"
#include "http/message.h"
#include "res/api/api.h"
#include "res/log/log.h"
#include "res/store/database.h"
#include "telemetry/span.h"

namespace gs::res {

// Lives as long as its request's coroutine; used by the thread that the request is on.
struct Call {
  const ApiParts& api;
  http::Exchange& exchange;
  const http::Request& request;
  auth::Principal caller;
  log::Actor actor;  // the caller, for the log
  telemetry::SpanSet& spans;
  size_t root = 0;  // the request's own span
};

// On the pool: may block, must not touch the exchange.
using Read = Result<http::Response> (*)(const Call& call);
// On the connection's thread: waits for others, never blocks.
using Write = http::Task<http::Response> (*)(Call* call);

// Gives the operation to the log and waits until its batch is durable. `operation` may run more
// than once, and refers to what outlives the wait.
http::Task<Status> commit(Call* call, log::Operation operation);
// Runs what blocks on the pool.
http::Task<void> aside(Call* call, std::function<void()> work);

// The answer to a request that failed. What the caller is not told of it goes to ApiParts::say.
http::Response refused(const Call& call, const Error& error);

// The text between the slashes of the route's {name}.
inline std::string_view parameter(const Call& call, std::string_view name) {
  return call.request.parameter(name);
}

inline Result<store::Database::Lease> reader(const Call& call) {
  return call.api.database.reader();
}

}  // namespace gs::res
