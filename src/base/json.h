// Strict JSON reading and canonical JSON writing.
//
// Everything the project reads as JSON comes through parse_json(): RFC 8259 with UTF-8 checked, no
// comments, no duplicate names, bounded depth. Everything it hashes or signs goes out through
// canonical_json(): RFC 8785 (JCS).
#pragma once

#include <boost/json/fwd.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/issue.h"
#include "base/result.h"

namespace gs {

struct JsonLimits {
  size_t max_depth = 64;
  size_t max_bytes = 8 * 1024 * 1024;
};

// Why a text is not JSON. `code` is kTooLarge for a limit, kInvalidInput otherwise; `where` is
// "line L column C" of the text.
struct JsonError : Error {
  std::string path;  // of the value that is wrong, as in "context.scores[2]"; empty at the top
  bool not_a_number = false;  // NaN or Infinity stands there, which some writers print
};

// NaN and infinities do not exist in JSON; numbers out of double range are refused.
tl::expected<boost::json::value, JsonError> parse_json(std::string_view text,
                                                       const JsonLimits& limits = {});

// RFC 8785: names sorted by UTF-16 code units, minimal escapes, numbers in ECMAScript layout.
// Errors (kInvalidInput, where = path as in "a.b[2]"): NaN, infinities, integers beyond 2^53 (carry
// them as strings), invalid UTF-8. Boost.JSON values cannot hold duplicate names.
Result<std::string> canonical_json(const boost::json::value& value);

// The ECMAScript Number::toString of a finite double, as RFC 8785 asks for.
std::string ecmascript_number(double number);

}  // namespace gs
