// Puts a response on the wire: status line, fields and body, in one piece.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace gs::http {

// What the connection knows about the exchange.
struct ResponseFraming {
  std::string_view date;        // IMF-fixdate, RFC 9110 section 5.6.7
  std::string_view request_id;  // empty: no x-request-id
  int minor_version = 1;        // of the request
  bool keep_alive = true;
  bool head_only = false;  // answer to HEAD: the fields of the body, but not the body
};

// Appends to `out`. A header whose name is not a token is left out, control characters in values
// become spaces: a handler that copies input into a header cannot split the response.
void append_response(std::string& out, const Response& response, const ResponseFraming& framing);

}  // namespace gs::http
