#include "http/cors.h"

#include <algorithm>

namespace gs::http {

bool CorsPolicy::is_preflight(const Request& request) {
  return request.method == Method::kOptions && request.has_header("origin") &&
         request.has_header("access-control-request-method");
}

bool CorsPolicy::allows(std::string_view origin) const {
  return std::any_of(origins_.begin(), origins_.end(), [origin](const std::string& allowed) {
    return allowed == "*" || allowed == origin;
  });
}

Response CorsPolicy::answer_preflight(const Request& request, std::string_view allow) const {
  Response response;
  response.status = 204;
  response.content_type.clear();
  response.with_header("Allow", std::string(allow));
  if (allows(request.header("origin"))) {
    response.with_header("Access-Control-Allow-Methods", std::string(allow));
    const std::string_view wanted = request.header("access-control-request-headers");
    if (!wanted.empty()) {
      response.with_header("Access-Control-Allow-Headers", std::string(wanted));
    }
    response.with_header("Access-Control-Max-Age", "600");
  }
  add_to(request, response);
  return response;
}

void CorsPolicy::add_to(const Request& request, Response& response) const {
  if (!enabled()) return;
  response.with_header("Vary", "Origin");
  const std::string_view origin = request.header("origin");
  if (origin.empty() || !allows(origin)) return;
  response.with_header("Access-Control-Allow-Origin", std::string(origin));
  response.with_header("Access-Control-Expose-Headers",
                       "x-request-id, x-governance-decision-id, x-governance-action, "
                       "x-governance-policy, x-ai-disclosure, retry-after");
}

}  // namespace gs::http
