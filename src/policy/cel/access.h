// Reading parts of values: e.f, e.?f, has(e.f), e[k], e[?k].
//
// On an optional the plain forms look inside and give an optional again; an absent field is then an
// absent optional, but a selection on a present value that is no container stays an error.
#pragma once

#include "policy/cel/value.h"

namespace gs::cel {

Value select_field(const Value& operand, const Value& field, Arena& arena);
Value select_optional_field(const Value& operand, const Value& field, Arena& arena);
Value has_field(const Value& operand, const Value& field);
Value index_value(const Value& operand, const Value& key, Arena& arena);
Value index_optional(const Value& operand, const Value& key, Arena& arena);

}  // namespace gs::cel
