#include "service/pages.h"

#include "base/json_writer.h"
#include "policy/document.h"

namespace gs::service {

http::Response docs() {
  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::string(docs_page());
  response.with_header("content-security-policy",
                       "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                       "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'");
  return response;
}

http::Response openapi(const std::string& document) {
  http::Response response;
  response.content_type = "application/json";
  response.body = document;
  return response;
}

Result<std::string> openapi_json(std::string_view yaml) {
  policy::ParsedDocument parsed = policy::parse_document(std::string(yaml));
  if (!parsed.document) {
    return fail(ErrorCode::kInternal, render(parsed.issues, "openapi.yaml", yaml));
  }
  return to_json_text(parsed.document->root());
}

}  // namespace gs::service
