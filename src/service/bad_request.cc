#include "service/bad_request.h"

#include <utility>

#include "http/problem.h"

namespace gs::service {

http::Response BadRequest::to_response() const {
  return http::problem(status, slug, detail, field);
}

BadRequest bad_field(std::string field, std::string detail) {
  return {422, "invalid-field", std::move(detail), std::move(field)};
}

tl::expected<boost::json::value, BadRequest> read_json_object(std::string_view body,
                                                              const JsonLimits& limits) {
  auto value = parse_json(body, limits);
  if (!value) {
    const JsonError& error = value.error();
    std::string detail = error.to_string();
    if (error.not_a_number) return tl::unexpected(bad_field(error.path, std::move(detail)));
    const char* slug = error.code == ErrorCode::kTooLarge ? "json-too-deep" : "invalid-json";
    return tl::unexpected(BadRequest{400, slug, std::move(detail), ""});
  }
  if (!value->is_object()) return tl::unexpected(bad_field("", "the body must be a JSON object"));
  return *std::move(value);
}

}  // namespace gs::service
