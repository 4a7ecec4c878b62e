// Rows of a table as lines of JSON, the same for every storage: an array a row, in the order of the
// columns. NULL is null, an integer and a text are themselves, bytes are {"b": base64}, a number
// with a fraction is {"d": number}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "res/store/database.h"

namespace gs::res {

std::string row_to_line(const store::Row& row);  // with its line feed
// Of lines with so many columns each. kInvalidInput, where = "line N".
Result<std::vector<store::Row>> rows_from_lines(std::string_view lines, size_t columns);

}  // namespace gs::res
