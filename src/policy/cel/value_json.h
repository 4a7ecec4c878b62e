// JSON as values of the language, and back.
#pragma once

#include <boost/json/value.hpp>

#include "policy/cel/arena.h"
#include "policy/cel/value.h"

namespace gs::cel {

// Integral JSON numbers are int (uint above its range), others double; "1.0" counts as the reader
// of the JSON classed it. Strings are views into `json`, which must outlive the value; lists and
// maps live in the arena, which gives kCostExceeded when it is full.
Value from_json(const boost::json::value& json, Arena& arena);

// Never fails: bytes become base64, timestamps and durations their text, types their name, an
// absent optional null, NaN and infinities their text, map keys text, errors {"error": message}.
boost::json::value to_json(const Value& value);

}  // namespace gs::cel
