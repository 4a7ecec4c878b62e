// The head of an HTTP/1.1 request: the request line and the header lines, RFC 9112.
//
// Stricter than the RFC asks for, because a governance proxy and the server behind it must never
// disagree about where a request ends (request smuggling). Refused are, among others: bare CR or
// LF, folded lines, white space before a colon or around a field name, more than one Content-Length
// (even equal ones), Content-Length beside Transfer-Encoding, any transfer coding but a single
// "chunked", a missing or repeated Host, an absolute target that names another host than Host. What
// is accepted here a conventional parser accepts with the same meaning.
//
// Pure functions over bytes, so that they can be fuzzed. No allocation but for the vector of
// fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace gs::http {

struct HeadLimits {
  size_t max_bytes = 32 * 1024;        // the whole head: 431
  size_t max_target_bytes = 8 * 1024;  // the request target: 414
  size_t max_fields = 100;             // header lines: 431
};

// Why a request is refused; becomes a problem document. `slug` and `detail` are literals.
struct Refusal {
  int status = 0;
  std::string_view slug;
  std::string_view detail;
  size_t limit = 0;  // the limit that was exceeded, named behind the detail; 0: none
};

// All views point into the bytes that were parsed.
struct RequestHead {
  Method method = Method::kGet;
  std::string_view path;
  std::string_view query;
  int minor_version = 1;
  std::vector<HeaderField> fields;  // in the order sent
  std::string_view host;  // the value of Host, checked for its form; may be empty in HTTP/1.0
  uint64_t content_length = 0;
  bool chunked = false;
  bool keep_alive = true;
  bool expect_continue = false;
};

struct HeadEnd {
  enum Kind { kFound, kNotYet, kBareLineFeed } kind = kNotYet;
  size_t size = 0;  // kFound: bytes of the head with its last empty line; kNotYet: where to go on
};

// Looks for the empty line that ends the head. `from`: what an earlier call on a shorter piece of
// the same bytes returned as `size`, so that slow senders do not make us read the start again and
// again.
HeadEnd find_head_end(std::string_view bytes, size_t from);

// Parses a whole head (`bytes` ends with the empty line). False: `refusal` says why, and the
// connection must be closed after the answer, for where the next request would start is unknown.
bool parse_request_head(std::string_view bytes, const HeadLimits& limits, RequestHead& head,
                        Refusal& refusal);

}  // namespace gs::http
