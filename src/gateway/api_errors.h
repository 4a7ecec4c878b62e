// Refusals in the form of other APIs: problem documents are ours, their clients read their own.
#pragma once

#include "http/message.h"
#include "service/authentication.h"

namespace gs::gateway {

// The OpenAI error object: {"error": {message, type, param, code}}; 422 becomes 400, as there.
// What is no problem document comes back as it is.
http::Response as_openai_error(http::Response response);

// A caller who is not let in, as the OpenAI error object: codes invalid_api_key and forbidden.
http::Response openai_denial(const service::Authentication::Refusal& refusal);

// The detector API's: {"code": 404, "message": "..."}.
http::Response as_detector_error(http::Response response);

}  // namespace gs::gateway
