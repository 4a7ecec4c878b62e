#include "res/api/routes.h"

#include <algorithm>
#include <array>
#include <string>

#include "res/api/audit_endpoint.h"
#include "res/api/content_endpoints.h"
#include "res/api/decision_endpoints.h"
#include "res/api/endpoint_handler.h"
#include "res/api/evidence_endpoints.h"
#include "res/api/incident_endpoints.h"
#include "res/api/log_endpoints.h"
#include "res/api/risk_endpoints.h"
#include "res/api/status_endpoints.h"
#include "res/decisions/prepared_segment.h"
#include "service/pages.h"

namespace gs::res {
namespace {

using http::Method;

constexpr char kJson[] = "application/json";

// Who may: the roles named, and admin; a row without roles is open to everybody. An auditor may
// read what a reader may.
constexpr auth::RoleSet kSubmitters = {auth::Role::kSubmitter};
constexpr auth::RoleSet kReaders = {auth::Role::kReader, auth::Role::kAuditor};
constexpr auth::RoleSet kAuditors = {auth::Role::kAuditor};
constexpr auth::RoleSet kAdmins = {auth::Role::kAdmin};

constexpr Endpoint kEndpoints[] = {
    // Evidence.
    {Method::kPost, "/evidence", kSubmitters, nullptr, post_evidence, kJson},
    {Method::kGet, "/evidence", kReaders, get_evidence_list},
    {Method::kGet, "/evidence/{id}", kReaders, get_evidence},
    {Method::kPut, "/evidence/{id}/content", kSubmitters, nullptr, put_evidence_content, "",
     BodyLimit::kContent},
    {Method::kGet, "/evidence/{id}/content", kReaders, get_evidence_content},
    {Method::kDelete, "/evidence/{id}/content", kAdmins, nullptr, delete_evidence_content},
    {Method::kGet, "/evidence/{id}/proof", kAuditors, get_evidence_proof},
    {Method::kGet, "/evidence/{id}/statement", kReaders, get_evidence_statement},

    // Risk.
    {Method::kGet, "/risk/snapshot", kReaders, get_risk_snapshot},
    {Method::kGet, "/risk/history", kReaders, get_risk_history},
    {Method::kGet, "/models", kReaders, get_models},

    // Incidents.
    {Method::kPost, "/incident", kSubmitters, nullptr, post_incident, kJson},
    {Method::kGet, "/incidents", kReaders, get_incident_list},
    {Method::kGet, "/incident/{id}", kReaders, get_one_incident},
    {Method::kPatch, "/incident/{id}", kSubmitters, nullptr, patch_incident, kJson},
    {Method::kPost, "/alerts/webhook", kSubmitters, nullptr, post_alerts, kJson},

    // Decisions of gateways.
    {Method::kPost, "/decisions", kSubmitters, nullptr, post_segment, kSegmentType,
     BodyLimit::kSegment},
    {Method::kGet, "/decisions", kAuditors, get_decision_list},
    {Method::kGet, "/decisions/{id}", kAuditors, get_decision},
    {Method::kGet, "/decisions/{id}/proof", kAuditors, get_decision_proof},

    // The trail, and the log under it.
    {Method::kGet, "/audit", kAuditors, nullptr, get_audit},
    {.path = "/log/checkpoint", .read = get_checkpoint, .blocks = false},
    {.path = "/log/vkey", .read = get_vkey, .blocks = false},

    // The service itself.
    {.path = "/health", .read = get_health, .blocks = false},
    {.path = "/ready", .read = get_ready},
    {.path = "/metrics", .read = get_metrics},
    {.path = "/openapi.json", .read = get_openapi, .blocks = false},
    {.path = "/docs", .read = get_docs, .blocks = false},
};

constexpr Endpoint kTile = {.path = "/log/tile/{path}", .read = get_tile};
// A path of tiles has its level or "entries", up to 7 groups of digits, and perhaps a width.
constexpr int kTileDepths = 8;

http::Route route_of(const std::shared_ptr<const ApiParts>& api, const Endpoint& endpoint,
                     std::string pattern) {
  http::Route route;
  route.method = endpoint.method;
  route.pattern = std::move(pattern);
  route.accepts = endpoint.accepts;
  const std::string name = std::string(http::to_string(endpoint.method)) + " " + endpoint.path;
  route.coroutine = std::make_shared<EndpointHandler>(api, endpoint, name);
  return route;
}

bool has_path(const Endpoint& endpoint, std::string_view path) {
  const std::string_view pattern = endpoint.path;
  const size_t open = pattern.find('{');
  if (open == std::string_view::npos) return path == pattern;
  const std::string_view behind = pattern.substr(pattern.find('}') + 1);
  return path.starts_with(pattern.substr(0, open)) && path.ends_with(behind);
}

}  // namespace

std::span<const Endpoint> endpoints() {
  return kEndpoints;
}

const Endpoint& tile_endpoint() {
  return kTile;
}

Result<std::vector<http::Route>> res_routes(ApiParts parts) {
  GS_TRY(parts.values.openapi_document, service::openapi_json(res_openapi_yaml()));
  const auto api = std::make_shared<const ApiParts>(std::move(parts));
  std::vector<http::Route> routes;
  for (const Endpoint& endpoint : kEndpoints) {
    routes.push_back(route_of(api, endpoint, endpoint.path));
  }
  std::string tiles = "/log/tile/{level}";
  for (int depth = 1; depth <= kTileDepths; ++depth) {
    tiles += "/{n" + std::to_string(depth) + "}";
    routes.push_back(route_of(api, kTile, tiles));
  }
  return routes;
}

std::function<size_t(const http::RequestHead&)> body_limits(const ApiParts& parts) {
  return [&authentication = parts.authentication,
          values = parts.values](const http::RequestHead& head) -> size_t {
    for (const Endpoint& endpoint : kEndpoints) {
      const bool is_upload = endpoint.body != BodyLimit::kUsual;
      if (!is_upload || endpoint.method != head.method || !has_path(endpoint, head.path)) continue;
      http::Request request;
      request.headers = head.fields;
      if (!authentication.identify(endpoint.roles, request)) return values.body_max;
      return endpoint.body == BodyLimit::kContent ? values.content_max : kMaxSegmentBytes;
    }
    return values.body_max;
  };
}

}  // namespace gs::res
