// The body of POST /filter/prompt and /filter/output: {prompt | output, context?}, read and
// checked.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>
#include <tl/expected.hpp>

#include "detect/caller_claims.h"
#include "service/bad_request.h"
#include "text/segment.h"

namespace gs::gateway {

// Owns the parsed body; `text` and `context` point into it, so it is moved, never copied.
struct FilterRequest {
  FilterRequest() = default;
  FilterRequest(FilterRequest&&) = default;
  FilterRequest& operator=(FilterRequest&&) = default;

  boost::json::value body;
  std::string_view text;                         // the prompt or the output
  const boost::json::object* context = nullptr;  // null when the caller gave none
  detect::CallerClaims claims;
};

// The object `context` of the body; null where it is absent or null.
tl::expected<const boost::json::object*, service::BadRequest> read_context(
    const boost::json::object& body);

// Unknown members are ignored. The text is named by the phase: "prompt" or "output".
tl::expected<FilterRequest, service::BadRequest> read_filter_request(std::string_view body,
                                                                     text::Phase phase,
                                                                     const JsonLimits& limits);

}  // namespace gs::gateway
