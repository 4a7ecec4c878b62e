// JSON as values of the expression language.
#pragma once

#include <boost/json/value.hpp>

#include "policy/cel/arena.h"
#include "policy/cel/value.h"

namespace gs::policy {

// Numbers without a fraction become int (whatever way they are written), others double. Strings
// borrow from `value`, lists and maps lie in the arena; when it is exhausted the result is an error
// value.
cel::Value to_cel(const boost::json::value& value, cel::Arena& arena);
cel::Value to_cel(const boost::json::object& object, cel::Arena& arena);

}  // namespace gs::policy
