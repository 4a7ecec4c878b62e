#include "gateway/openai/errors.h"

#include "base/json_writer.h"

namespace gs::gateway::openai {
namespace {

void write_string_or_null(JsonWriter& out, std::string_view name, std::string_view value) {
  out.key(name);
  if (value.empty()) {
    out.null();
  } else {
    out.string(value);
  }
}

// Opens the document and its error; the caller closes both.
void begin_error(JsonWriter& out, std::string_view type, std::string_view message,
                 std::string_view param, std::string_view code) {
  out.begin_object().key("error").begin_object();
  out.key("message").string(message).key("type").string(type);
  write_string_or_null(out, "param", param);
  write_string_or_null(out, "code", code);
}

constexpr std::string_view kInvalidRequest = "invalid_request_error";

}  // namespace

std::string error_body(std::string_view type, std::string_view message, std::string_view param,
                       std::string_view code) {
  JsonWriter out;
  begin_error(out, type, message, param, code);
  out.end_object().end_object();
  return out.take();
}

std::string error_body(const RequestProblem& problem) {
  return error_body(kInvalidRequest, problem.message, problem.param, problem.code);
}

std::string blocked_body(const BlockNotice& notice) {
  JsonWriter out;
  begin_error(out, kInvalidRequest, notice.message, notice.param, "content_filter");
  out.key("governance").begin_object();
  out.key("decision_id").string(notice.decision_id).key("action").string(notice.action);
  out.key("rules").begin_array();
  for (const std::string& rule : notice.rules) out.string(rule);
  out.end_array().end_object().end_object().end_object();
  return out.take();
}

}  // namespace gs::gateway::openai
