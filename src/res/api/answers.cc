#include "res/api/answers.h"

#include "base/json_writer.h"
#include "http/problem.h"
#include "service/bad_request.h"

namespace gs::res {

namespace json = boost::json;

http::Response json_answer(const json::value& body, int status) {
  http::Response response;
  response.status = status;
  response.body = to_json_text(body);
  return response;
}

http::Response text_answer(std::string body, std::string content_type) {
  http::Response response;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

http::Response problem_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidInput:
      return http::problem(422, "invalid-field", error.message, error.where);
    case ErrorCode::kTooLarge:
      return http::problem(422, "field-too-large", error.message, error.where);
    case ErrorCode::kNotFound:
      return http::problem(404, "not-found", error.message, error.where);
    case ErrorCode::kAlreadyExists:
      return http::problem(409, "conflict", error.message, error.where);
    case ErrorCode::kUnavailable: {
      http::Response response = http::problem(503, "unavailable", error.message);
      response.with_header("retry-after", "1");
      return response;
    }
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      break;
  }
  return http::problem(500, "internal-error", "the request could not be completed");
}

http::Response pending(std::string_view what) {
  http::Response response = json_answer({{"status", "pending"}, {"detail", what}}, 202);
  response.with_header("retry-after", "1");
  return response;
}

http::Response gone(std::string_view what) {
  return http::problem(410, "erased", what);
}

http::Response not_found(std::string_view what) {
  return http::problem(404, "not-found", what);
}

tl::expected<json::value, http::Response> read_body(const http::Request& request,
                                                    const JsonLimits& limits) {
  auto body = service::read_json_object(request.body, limits);
  if (!body) return tl::unexpected(body.error().to_response());
  return *std::move(body);
}

}  // namespace gs::res
