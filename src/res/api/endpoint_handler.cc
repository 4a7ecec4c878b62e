#include "res/api/endpoint_handler.h"

#include <string>
#include <utility>

#include "service/caller_trace.h"
#include "telemetry/sampler.h"

namespace gs::res {
namespace {

namespace attribute = telemetry::attribute;

// "127.0.0.1:40000" without its port: what the log keeps of where a request came from.
std::string address_of(std::string_view peer) {
  return std::string(peer.substr(0, peer.rfind(':')));
}

log::Actor actor_of(const auth::Principal& caller, const http::Request& request) {
  return {caller.id, caller.claimed_user, address_of(request.peer)};
}

}  // namespace

http::Task<http::Response> EndpointHandler::handle(http::Exchange* exchange) const {
  const SteadyTime began = api_->clock.steady();
  telemetry::SpanSet spans(service::caller_trace(exchange->request()));
  const size_t root = spans.start(name_, telemetry::SpanKind::kServer, api_->clock.now());
  http::Response response = co_await answer(exchange, &spans, root);
  finish(std::move(spans), root, response, began);
  co_return response;
}

http::Task<http::Response> EndpointHandler::answer(http::Exchange* exchange,
                                                   telemetry::SpanSet* spans, size_t root) const {
  const http::Request& request = exchange->request();
  auth::Principal caller = auth::anonymous_principal();
  if (!endpoint_.roles.empty()) {
    auto known = api_->authentication.identify(endpoint_.roles, request);
    if (!known) co_return known.error().problem();
    caller = *std::move(known);
  }
  log::Actor actor = actor_of(caller, request);
  std::string principal = caller.id;
  Call one{*api_, *exchange, request, std::move(caller), std::move(actor), *spans, root};
  http::Response response = co_await call(&one);
  response.principal = std::move(principal);
  co_return response;
}

http::Task<http::Response> EndpointHandler::call(Call* call) const {
  if (endpoint_.write != nullptr) co_return co_await endpoint_.write(call);
  http::Response response;
  const std::function<void()> work = [this, call, &response] {
    Result<http::Response> read = endpoint_.read(*call);
    response = read ? *std::move(read) : refused(*call, read.error());
  };
  if (endpoint_.blocks) {
    co_await aside(call, work);
  } else {
    work();
  }
  co_return response;
}

void EndpointHandler::finish(telemetry::SpanSet spans, size_t root, http::Response& response,
                             SteadyTime began) const {
  response.trace_id = spans.trace_id_hex();
  api_->metrics.request(name_, response.status, api_->clock.steady() - began);
  telemetry::Span& span = spans[root];
  span.set(attribute::kHttpRequestMethod, http::to_string(endpoint_.method));
  span.set(attribute::kHttpRoute, endpoint_.path);
  span.set(attribute::kHttpResponseStatusCode, response.status);
  const bool failed = response.status >= 500;
  if (failed) span.fail(std::to_string(response.status), "");
  span.end = api_->clock.now();
  if (api_->exporter == nullptr) return;
  const telemetry::Sampler sampler(api_->values.sampling);
  if (sampler.keeps(spans, failed)) api_->exporter->add(std::move(spans));
}

}  // namespace gs::res
