// Request bodies that cannot be used, and reading those that can.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/json.h"
#include "http/message.h"

namespace gs::service {

// What is wrong with a request: the content of its problem document.
struct BadRequest {
  int status = 400;
  std::string slug;  // "invalid-json"
  std::string detail;
  std::string field;  // "context.jailbreak_score", or empty

  http::Response to_response() const;
};

// JSON of the wrong shape: 422.
BadRequest bad_field(std::string field, std::string detail);

// The body's JSON object. What is not JSON is 400, what is no object 422; NaN and Infinity, which
// some clients write, are 422 with the field they stand in.
tl::expected<boost::json::value, BadRequest> read_json_object(std::string_view body,
                                                              const JsonLimits& limits);

}  // namespace gs::service
