#include "gateway/routes.h"

#include <memory>

#include "gateway/ci_endpoint.h"
#include "gateway/status_endpoints.h"

namespace gs::gateway {
namespace {

using auth::Role;
using http::Method;
using http::Request;
using http::Response;

constexpr char kJson[] = "application/json";

// Counts a request and its time under the endpoint's name.
http::Handler measured(const RouteParts& parts, const char* endpoint, http::Handler handler) {
  auto counters = std::make_shared<telemetry::RequestCounters>(parts.metrics, "", endpoint);
  telemetry::Histogram& seconds = parts.metrics.request_seconds(endpoint);
  return [&clock = parts.clock, &seconds, counters,
          handler = std::move(handler)](const Request& request) {
    SteadyTime began = clock.steady();
    Response response = handler(request);
    seconds.observe(clock.steady() - began);
    counters->count(response.status);
    return response;
  };
}

}  // namespace

std::vector<http::Route> gateway_routes(const RouteParts& parts) {
  const PolicyInForce& policy = parts.policy;
  const FilterEndpoint& filter = parts.filter;
  auto guarded = [&](const char* endpoint, Role role, CallerHandler handler) {
    return measured(parts, endpoint, parts.authentication.guard(role, std::move(handler)));
  };

  return {
      // Open to everybody who can connect.
      {Method::kGet, "/health", [](const Request&) { return health(); }},
      {Method::kGet, "/ready",
       [&policy, &stopping = parts.stopping](const Request&) { return ready(policy, stopping); }},
      {Method::kGet, "/metrics", [&all = parts.metrics](const Request&) { return metrics(all); }},
      {Method::kGet, "/openapi.json",
       [&document = parts.openapi_document](const Request&) { return openapi(document); }},
      {Method::kGet, "/docs", [](const Request&) { return docs(); }},

      // For callers with the role named.
      {Method::kGet, "/rules",
       guarded("/rules", Role::kReader,
               [&policy](const Request&, const auth::Principal&) { return rules(policy); })},
      {Method::kPost, "/filter/prompt",
       guarded("/filter/prompt", Role::kCaller,
               [&filter](const Request& request, const auth::Principal& caller) {
                 return filter.handle(text::Phase::kPrompt, request, caller);
               }),
       kJson},
      {Method::kPost, "/filter/output",
       guarded("/filter/output", Role::kCaller,
               [&filter](const Request& request, const auth::Principal& caller) {
                 return filter.handle(text::Phase::kOutput, request, caller);
               }),
       kJson},
      {Method::kPost, "/ci/check",
       guarded(
           "/ci/check", Role::kCaller,
           [&policy, limits = parts.json_limits](const Request& request, const auth::Principal&) {
             return ci_check(policy, request, limits);
           }),
       kJson},
  };
}

}  // namespace gs::gateway
