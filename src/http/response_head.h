// The head of an HTTP/1.1 answer, as a client reads it: status line and header lines, RFC 9112.
//
// As strict as request_head.h about where the answer ends, for a server that is misread here could
// put one caller's answer into another's. Pure functions over bytes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace gs::http {

// How the end of the body shows.
enum class BodyEnd : uint8_t {
  kNone,    // there is no body (204, 304)
  kLength,  // Content-Length
  kChunks,  // Transfer-Encoding: chunked
  kClose,   // the end of the connection
};

// All views point into the bytes that were parsed.
struct ResponseHead {
  int status = 0;
  int minor_version = 1;
  std::vector<HeaderField> fields;  // in the order sent
  BodyEnd body_end = BodyEnd::kNone;
  uint64_t content_length = 0;  // of kLength
  bool keep_alive = true;

  // The first field of that name (any case), or empty.
  std::string_view header(std::string_view name) const;
};

// Parses a whole head (`bytes` ends with the empty line) of an answer to anything but HEAD. Returns
// what is wrong, a literal; empty when nothing is.
std::string_view parse_response_head(std::string_view bytes, ResponseHead& head);

}  // namespace gs::http
