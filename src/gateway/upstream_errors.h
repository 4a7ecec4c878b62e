// What a caller hears when the model server does not answer, or answers with an error.
//
//   failure or answer of the server        status   code
//   none is configured for the model       404      model_not_found
//   none is configured at all              503      upstream_unconfigured
//   all are left alone (breaker)           503      upstream_unavailable, Retry-After
//   no connection, closed, no HTTP         502      upstream_unreachable, upstream_closed,
//                                                   upstream_invalid_answer
//   too slow                               504      upstream_timeout
//   larger than upstream.answer_limit      502      upstream_answer_too_large
//   401, 403                               502      upstream_refused_key
//   429                                    429      upstream_rate_limited, Retry-After as sent
//   any other 4xx, 501                     the same, with the server's own message
//   any other 5xx                          502      upstream_error
//
// OpenAI error objects. Nothing of the server's words goes on but the message of a 4xx or 501 (what
// the server cannot do at all), for only there the caller can do something about it.
#pragma once

#include <string>
#include <string_view>

#include "gateway/upstream/call.h"
#include "http/message.h"

namespace gs::gateway {

// An error on the way, by what the caller can know of it.
struct ModelError {
  int status = 502;
  std::string type;  // "upstream_error", "invalid_request_error", ...
  std::string code;
  std::string message;
  std::string param = {};
  std::string retry_after = {};  // seconds; empty: no such header
};

ModelError error_of(upstream::CallFailure failure, bool any_configured);
// Whether a status tells of the request, so that the server's words are for the caller.
bool is_about_the_request(int status);
// `body`: what of the answer has been read, where the status is about the request.
ModelError error_of_status(const http::ResponseHead& head, std::string_view body);
ModelError invalid_answer();
ModelError answer_too_large();

http::Response to_response(const ModelError& error);

}  // namespace gs::gateway
