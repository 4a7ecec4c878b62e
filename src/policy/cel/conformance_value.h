// The notation of values and types in conformance rows.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

#include "policy/cel/arena.h"
#include "policy/cel/type.h"
#include "policy/cel/value.h"

namespace gs::cel {

// {"int": "-42"}, {"list": [..]}, {"map": [[key, value]..]}, ...; nothing for protobuf values and
// for what is no value. Texts are views into `json`.
std::optional<Value> read_conformance_value(const boost::json::value& json, Arena& arena);

// "list(int)", "map(string, dyn)", "google.protobuf.Timestamp"; what has no counterpart is dyn.
Type read_conformance_type(std::string_view text);

// Same kind and equal, all the way down; NaN is the same as NaN.
bool same_value(const Value& a, const Value& b);

}  // namespace gs::cel
