// What is wrong with a request, in the terms of the OpenAI error object.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"

namespace gs::gateway::openai {

struct RequestProblem {
  int status = 400;
  std::string message;  // a sentence that names the field
  std::string param;    // the field, "messages[0].role"; empty when it is the body as a whole
  std::string code;     // "invalid_json", "missing_required_parameter", "invalid_type", ...
};

// "'<field>' <what>", as in "'messages' must be an array".
inline RequestProblem field_problem(std::string field, std::string_view what, std::string code) {
  std::string message = "'" + field + "' " + std::string(what);
  return {400, std::move(message), std::move(field), std::move(code)};
}

inline RequestProblem wrong_type(std::string field, std::string_view what) {
  return field_problem(std::move(field), what, "invalid_type");
}

// A body that is no JSON, or longer than allowed (413).
inline RequestProblem not_json(const JsonError& error, size_t size, const JsonLimits& limits) {
  bool too_large = size > limits.max_bytes;
  return {too_large ? 413 : 400, "The body cannot be read: " + error.to_string(), error.path,
          too_large ? "body_too_large" : "invalid_json"};
}

inline RequestProblem not_an_object() {
  return {400, "The body must be a JSON object", "", "invalid_type"};
}

}  // namespace gs::gateway::openai
