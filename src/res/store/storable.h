// What both databases can hold, so that a value that one refuses is not found out in production.
#pragma once

#include "res/store/database.h"

namespace gs::res::store {

// kInvalidInput, naming the parameter ("$2"), for text with U+0000 (PostgreSQL has none), text that
// is not UTF-8, and NaN (SQLite makes it NULL). Never the value itself: it may be personal.
// kTooLarge for a text or blob of more than 1 GB.
Status check_storable(Parameters parameters);

// kInternal unless the SQL asks for that many: the largest n of its "$n".
Status check_count(std::string_view sql, size_t given);

}  // namespace gs::res::store
