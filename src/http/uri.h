// The encoded parts of a request target, RFC 3986 and the form encoding of query strings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gs::http {

// Errors (kInvalidInput): a '%' without two hex digits, and %00; `where` is "byte N", counted from
// 0.
Result<std::string> percent_decode(std::string_view text);

struct QueryParameter {
  std::string name;
  std::string value;  // empty for "?flag"
};

// "a=1&b=x+y%21" in order, repeated names kept, '+' read as a space, empty pieces skipped.
// Errors as percent_decode().
Result<std::vector<QueryParameter>> parse_query(std::string_view query);

}  // namespace gs::http
