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
  // The body comes in pieces: as chunks, or (not chunked) up to the end of the connection.
  enum class Body { kWhole, kChunked, kToTheEnd } body = Body::kWhole;
};

// Appends to `out`. A header whose name is not a token is left out, control characters in values
// become spaces: a handler that copies input into a header cannot split the response.
void append_response(std::string& out, const Response& response, const ResponseFraming& framing);

// Appends one chunk of a body in pieces (RFC 9112 section 7.1). Nothing where it is empty, for an
// empty chunk ends the body.
void append_chunk(std::string& out, std::string_view piece);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace gs::http
