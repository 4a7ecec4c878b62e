// Errors as clients of the OpenAI dialect expect them: {"error":{message, type, param, code}}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/openai/request_problem.h"

namespace gs::gateway::openai {

// `type` is "invalid_request_error", "authentication_error", "rate_limit_error", "server_error".
// An empty param or code is written as null.
std::string error_body(std::string_view type, std::string_view message, std::string_view param,
                       std::string_view code);
std::string error_body(const RequestProblem& problem);

// A decision that kept a prompt or an answer back.
struct BlockNotice {
  std::string message;
  std::string param;  // the field that carries the text: text_field_of(endpoint)
  std::string decision_id;
  std::string action;              // "block"
  std::vector<std::string> rules;  // ids of the rules that acted
};

// The body of the answer to a blocked prompt, sent with 400: clients try again after 429 and 5xx.
// code is "content_filter", and the error holds `governance` besides.
std::string blocked_body(const BlockNotice& notice);

}  // namespace gs::gateway::openai
