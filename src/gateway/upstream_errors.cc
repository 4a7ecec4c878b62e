#include "gateway/upstream_errors.h"

#include <boost/json.hpp>

#include "base/json.h"
#include "base/utf8.h"
#include "gateway/openai/errors.h"

namespace gs::gateway {
namespace {

constexpr char kUpstreamError[] = "upstream_error";
constexpr size_t kMaxMessage = 1000;  // code points
constexpr char kRetrySoon[] = "5";

// The member of the error object, or of the top, as a text; servers differ.
std::string text_of(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return escape_for_display(value->get_string(), kMaxMessage);
}

// {"error": {"message"}} as OpenAI has it; {"message"}, {"error": text} and {"detail": text} of
// servers that do not take it that far.
std::string message_of(const boost::json::object& answer, const boost::json::object& told) {
  if (std::string message = text_of(told, "message"); !message.empty()) return message;
  if (std::string message = text_of(answer, "error"); !message.empty()) return message;
  return text_of(answer, "detail");
}

// The caller's mistake as the server tells it. Codes that only repeat the status, which are
// numbers, are left out: clients expect words there.
ModelError caller_error(int status, std::string_view body) {
  ModelError error{status, "invalid_request_error", "", "the model server refused the request"};
  auto parsed = parse_json(body);
  if (!parsed || !parsed->is_object()) return error;
  const boost::json::object& answer = parsed->get_object();
  const boost::json::object* told = &answer;
  if (const auto* inner = answer.if_contains("error"); inner != nullptr && inner->is_object()) {
    told = &inner->get_object();
  }
  if (std::string message = message_of(answer, *told); !message.empty()) error.message = message;
  if (std::string type = text_of(*told, "type"); !type.empty()) error.type = type;
  error.code = text_of(*told, "code");
  error.param = text_of(*told, "param");
  return error;
}

std::string seconds_of(std::string_view retry_after) {
  const bool is_number = !retry_after.empty() && retry_after.size() < 7 &&
                         retry_after.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? std::string(retry_after) : kRetrySoon;
}

}  // namespace

ModelError error_of(upstream::CallFailure failure, bool any_configured) {
  switch (failure) {
    case upstream::CallFailure::kNoServer:
      if (any_configured) {
        return {404, "invalid_request_error", "model_not_found", "no model server has this model",
                "model"};
      }
      return {503, kUpstreamError, "upstream_unconfigured", "no model server is configured"};
    case upstream::CallFailure::kUnavailable:
      return {503,
              kUpstreamError,
              "upstream_unavailable",
              "the model server has failed repeatedly and is left alone for a while",
              "",
              kRetrySoon};
    case upstream::CallFailure::kTimeout:
      return {504, kUpstreamError, "upstream_timeout", "the model server did not answer in time"};
    case upstream::CallFailure::kClosed:
      return {502, kUpstreamError, "upstream_closed",
              "the model server closed the connection before its answer was complete"};
    case upstream::CallFailure::kProtocol:
      return invalid_answer();
    case upstream::CallFailure::kConnect:
    case upstream::CallFailure::kAborted:
    case upstream::CallFailure::kNone:
      break;
  }
  return {502, kUpstreamError, "upstream_unreachable", "the model server cannot be reached"};
}

bool is_about_the_request(int status) {
  return (status >= 400 && status < 500) || status == 501;
}

ModelError error_of_status(const http::ResponseHead& head, std::string_view body) {
  const int status = head.status;
  if (status == 401 || status == 403) {
    return {502, kUpstreamError, "upstream_refused_key",
            "the model server does not accept the gateway's key"};
  }
  if (status == 429) {
    return {429,
            "rate_limit_error",
            "upstream_rate_limited",
            "the model server takes no more requests at the moment",
            "",
            seconds_of(head.header("retry-after"))};
  }
  if (is_about_the_request(status)) return caller_error(status, body);
  if (status >= 500) {
    return {502, kUpstreamError, "upstream_error", "the model server answered with an error"};
  }
  return invalid_answer();
}

ModelError invalid_answer() {
  return {502, kUpstreamError, "upstream_invalid_answer",
          "the model server sent something that is no answer"};
}

ModelError answer_too_large() {
  return {502, kUpstreamError, "upstream_answer_too_large",
          "the model server's answer is larger than the limit"};
}

http::Response to_response(const ModelError& error) {
  http::Response response;
  response.status = error.status;
  response.body = openai::error_body(error.type, error.message, error.param, error.code);
  if (!error.retry_after.empty()) response.with_header("Retry-After", error.retry_after);
  return response;
}

}  // namespace gs::gateway
