#include "gateway/api_errors.h"

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "base/json_writer.h"
#include "gateway/openai/errors.h"

namespace gs::gateway {
namespace {

constexpr std::string_view kTypePrefix = "/problems/";

struct Refusal {
  std::string code;  // "invalid_field"
  std::string message;
  std::string field;  // may be empty
};

std::string text_of(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<Refusal> refusal_of(const http::Response& response) {
  if (response.content_type != "application/problem+json") return std::nullopt;
  const auto body = parse_json(response.body);
  if (!body || !body->is_object()) return std::nullopt;
  const boost::json::object& problem = body->get_object();
  Refusal refusal{text_of(problem, "type"), text_of(problem, "detail"), text_of(problem, "field")};
  if (refusal.code.starts_with(kTypePrefix)) refusal.code.erase(0, kTypePrefix.size());
  for (char& c : refusal.code) c = c == '-' ? '_' : c;
  return refusal;
}

std::string_view openai_type(int status) {
  if (status == 401) return "authentication_error";
  if (status == 403) return "permission_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

}  // namespace

http::Response as_openai_error(http::Response response) {
  const auto refusal = refusal_of(response);
  if (!refusal) return response;
  if (response.status == 422) response.status = 400;
  const std::string message =
      refusal->field.empty() ? refusal->message : refusal->field + " " + refusal->message;
  response.body =
      openai::error_body(openai_type(response.status), message, refusal->field, refusal->code);
  response.content_type = "application/json";
  return response;
}

http::Response openai_denial(const service::Authentication::Refusal& refusal) {
  http::Response response = refusal.problem();
  response.content_type = "application/json";
  response.body = openai::error_body(openai_type(response.status), refusal.detail, "",
                                     refusal.known ? "forbidden" : "invalid_api_key");
  return response;
}

http::Response as_detector_error(http::Response response) {
  const auto refusal = refusal_of(response);
  if (!refusal) return response;
  const std::string message =
      refusal->field.empty() ? refusal->message : refusal->field + " " + refusal->message;
  JsonWriter out;
  out.begin_object().key("code").integer(response.status);
  out.key("message").string(message).end_object();
  response.body = out.take();
  response.content_type = "application/json";
  return response;
}

}  // namespace gs::gateway
