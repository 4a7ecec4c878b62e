// Problem documents, RFC 9457: how every endpoint of ours says no.
//
//   HTTP/1.1 413 Content Too Large
//   Content-Type: application/problem+json
//
//   {"type":"/problems/body-too-large","title":"Body too large","status":413,
//    "detail":"the body is larger than 8388608 bytes"}
//
// The type is stable: programs match on it. The detail is for people and may change.
#pragma once

#include <string_view>

#include "http/message.h"

namespace gs::http {

// `slug` is lower case words joined by hyphens; it makes the type ("/problems/<slug>") and the
// title. `field` names the part of the input that is wrong ("context.purpose"); empty: the member
// is left out.
Response problem(int status, std::string_view slug, std::string_view detail,
                 std::string_view field = {});

// What a handler that failed is answered with: 500, and the end of the connection.
Response internal_error();

}  // namespace gs::http
