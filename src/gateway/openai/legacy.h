// POST /proxy/completion and /proxy/completion/stream: {prompt, model?, max_tokens?, temperature?,
// context?} → {content, model, usage}; and the `http` dialect of an upstream, which is nearly the
// same: POST <upstream>/completion, answered with `content` or `text`.
//
// Such a request becomes a chat of one user message and goes the way of every other request.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/json.h"
#include "gateway/openai/model_request.h"

namespace gs::gateway::openai {

// Problems name the fields of the legacy body, "context.jailbreak_score". Members that are not
// listed above are left out.
tl::expected<ModelRequest, RequestProblem> read_legacy_request(std::string_view body, bool stream,
                                                               std::string_view default_model,
                                                               const JsonLimits& limits);

// The body for an upstream of dialect `http`, {prompt, model?, max_tokens?, temperature?, stream?},
// of a chat whose contents are strings: the texts of its messages, masked and in safe mode as
// upstream_body() has them, with an empty line between them.
std::string http_dialect_body(const ModelRequest& chat);

struct PlainAnswer {
  std::string content;
  std::string model;  // empty when the upstream names none
  std::string usage;  // a JSON object as the upstream wrote it, or "null"
};

// Reads an upstream's answer: {content | text, model?, usage?}, or a chat completion, of which the
// first choice counts. The error says what is missing.
tl::expected<PlainAnswer, std::string> read_plain_answer(std::string_view body,
                                                         const JsonLimits& limits);

// {"content","model","usage"}.
std::string write_plain_answer(const PlainAnswer& answer);

}  // namespace gs::gateway::openai
