// Equality with its cost accounted.
//
// A list may hold another list many times over, so that comparing two small values can take time
// exponential in their depth. Every element compared is therefore charged to the arena's budget.
#pragma once

#include "policy/cel/value.h"

namespace gs::cel {

// true, false or the error kCostExceeded.
Value equal_within(const Value& a, const Value& b, Arena& arena);

// Whether some element of `list` equals `wanted`: true, false or the error kCostExceeded.
Value contains_within(std::span<const Value> list, const Value& wanted, Arena& arena);

// Numbers of any two kinds on one line. int against double is compared as cel-go does it: beyond
// 2^63 by the sign, else as doubles, so that the largest int equals 2^63 (the official tests ask
// so).
Order compare_numbers(const Value& a, const Value& b);

}  // namespace gs::cel
