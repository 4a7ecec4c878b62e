#include "gateway/status_endpoints.h"

#include "base/json_writer.h"

#include <boost/json.hpp>

#include "gateway/pages.h"
#include "policy/document.h"

namespace gs::gateway {
namespace {

http::Response text_response(std::string content_type, std::string body) {
  http::Response response;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

// {"vllm-a": {"state": "usable"}, ...}
boost::json::object upstream_states(const upstream::Upstreams& upstreams) {
  boost::json::object states;
  for (const upstream::Server* server : upstreams.servers()) {
    const bool usable = server->usable(upstreams.clock().steady());
    const std::string_view why = server->healthy() ? "breaker_open" : "unhealthy";
    states[server->options().name] = {{"state", usable ? std::string_view("usable") : why}};
  }
  return states;
}

}  // namespace

http::Response health() {
  return text_response("application/json", R"({"status":"ok"})");
}

http::Response ready(const PolicyInForce& policy, const upstream::Upstreams& upstreams,
                     const std::atomic<bool>& stopping) {
  std::shared_ptr<const LoadedPolicy> loaded = policy.current();
  const bool is_stopping = stopping.load();
  const bool has_model = !upstreams.any() || upstreams.any_usable();
  const std::string_view status = is_stopping ? "stopping" : has_model ? "ready" : "waiting";
  boost::json::object body = {{"status", status},
                              {"policy",
                               {{"state", "loaded"},
                                {"from", loaded->origin},
                                {"digest", loaded->inspector->policy().digest()},
                                {"loaded_at", to_rfc3339(loaded->loaded_at)}}}};
  if (upstreams.any()) body["upstreams"] = upstream_states(upstreams);
  http::Response response = text_response("application/json", to_json_text(body));
  if (is_stopping || !has_model) response.status = 503;
  return response;
}

http::Response rules(const PolicyInForce& policy) {
  std::shared_ptr<const LoadedPolicy> loaded = policy.current();
  http::Response response = text_response("application/json", loaded->rules_document);
  response.with_header("x-governance-policy", loaded->short_digest);
  return response;
}

http::Response metrics(const telemetry::Metrics& metrics) {
  return text_response("text/plain; version=0.0.4; charset=utf-8", metrics.expose());
}

http::Response docs() {
  http::Response response = text_response("text/html; charset=utf-8", std::string(docs_page()));
  response.with_header("content-security-policy",
                       "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                       "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'");
  return response;
}

http::Response openapi(const std::string& document) {
  return text_response("application/json", document);
}

Result<std::string> openapi_json() {
  policy::ParsedDocument parsed = policy::parse_document(std::string(openapi_yaml()));
  if (!parsed.document) {
    return fail(ErrorCode::kInternal, render(parsed.issues, "openapi.yaml", openapi_yaml()));
  }
  return to_json_text(parsed.document->root());
}

}  // namespace gs::gateway
