#include "gateway/routes.h"

#include <memory>
#include <utility>

#include "gateway/api_errors.h"
#include "gateway/ci_endpoint.h"
#include "gateway/judging_pool.h"
#include "gateway/status_endpoints.h"
#include "http/exchange.h"
#include "service/pages.h"

namespace gs::gateway {
namespace {

using auth::Role;
using http::Method;
using http::Request;
using http::Response;

constexpr char kJson[] = "application/json";

// Does something to the answer that leaves: now, or once it need not wait any more.
template <typename Step>
void when_final(Response& response, Step step) {
  if (response.hold) {
    response.hold->then(std::move(step));
  } else {
    step(response);
  }
}

// Counts a request and its time under the endpoint's name.
http::Handler measured(const RouteParts& parts, const char* endpoint, http::Handler handler) {
  auto counters = std::make_shared<telemetry::RequestCounters>(parts.metrics, "", endpoint);
  telemetry::Histogram& seconds = parts.metrics.request_seconds(endpoint);
  return [&clock = parts.clock, &seconds, counters,
          handler = std::move(handler)](const Request& request) {
    SteadyTime began = clock.steady();
    Response response = handler(request);
    when_final(response, [&clock, &seconds, counters, began](Response& given) {
      seconds.observe(clock.steady() - began);
      counters->count(given.status);
    });
    return response;
  };
}

// An endpoint that judges as a guard of another gateway does.
template <typename Endpoint>
JudgingHandler judging(const Endpoint& endpoint) {
  return [&endpoint](const Request& request, const auth::Principal& caller, GuardRound* round) {
    return endpoint.handle(request, caller, round);
  };
}

JudgingHandler filtering(const FilterEndpoint& filter, text::Phase phase) {
  return
      [&filter, phase](const Request& request, const auth::Principal& caller, GuardRound* round) {
        return filter.handle(phase, request, caller, round);
      };
}

using ErrorForm = Response (*)(Response);

// Its refusals in the form of the API that it speaks.
http::Handler speaking(ErrorForm as_error, http::Handler handler) {
  return [as_error, handler = std::move(handler)](const Request& request) {
    Response response = handler(request);
    when_final(response, [as_error](Response& given) { given = as_error(std::move(given)); });
    return response;
  };
}

}  // namespace

std::vector<http::Route> gateway_routes(const RouteParts& parts) {
  const PolicyInForce& policy = parts.policy;
  const FilterEndpoint& filter = parts.filter;
  auto guarded = [&](const char* endpoint, Role role, service::CallerHandler handler) {
    return measured(parts, endpoint, parts.authentication.guard(role, std::move(handler)));
  };
  // What judges may have to wait for external guards; long texts are judged beside the worker.
  auto judge = [&](const char* path, JudgingHandler handler, ErrorForm form = nullptr) {
    http::Handler whole = guarded(path, Role::kCaller, parts.rounds.around(std::move(handler)));
    if (form != nullptr) whole = speaking(form, std::move(whole));
    auto pooled = std::make_shared<service::PooledHandler>(parts.judging_pool, whole);
    return http::Route{Method::kPost, path, std::move(whole), kJson, pooled, kLongText};
  };

  return {
      // Open to everybody who can connect.
      {Method::kGet, "/health", [](const Request&) { return health(); }},
      {Method::kGet, "/ready",
       [&policy, &upstreams = parts.upstreams, &keeping = parts.keeping,
        &stopping = parts.stopping](const Request&) {
         return ready(policy, upstreams, keeping.health(), stopping);
       }},
      {Method::kGet, "/metrics",
       [&all = parts.metrics, &keeping = parts.keeping](const Request&) {
         keeping.refresh_metrics();
         return metrics(all);
       }},
      {Method::kGet, "/openapi.json",
       [&document = parts.openapi_document](const Request&) { return service::openapi(document); }},
      {Method::kGet, "/docs", [](const Request&) { return service::docs(); }},

      // For callers with the role named.
      {Method::kGet, "/rules",
       guarded("/rules", Role::kReader,
               [&policy](const Request&, const auth::Principal&) { return rules(policy); })},
      judge("/filter/prompt", filtering(filter, text::Phase::kPrompt)),
      judge("/filter/output", filtering(filter, text::Phase::kOutput)),
      // The same for gateways that ask a guard in a form of their own.
      judge("/v1/moderations", judging(parts.moderation), as_openai_error),
      judge("/beta/litellm_basic_guardrail_api", judging(parts.litellm)),
      judge("/api/v1/text/contents", judging(parts.detector), as_detector_error),

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
