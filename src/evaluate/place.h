// Where in the input something is wrong, and the refusal that says so.
//
//   if (!cell.number()) return refuse({file, line}, "label", "must be a number");
//
// gives "label: must be a number (rows.csv:12)". A refusal names the field and the line and never
// repeats what stands there: rows may hold what people wrote.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gs::evaluate {

struct Place {
  std::string_view file;
  size_t line = 0;  // from 1; 0: the file as a whole

  std::string to_string() const;  // "rows.csv:12" or "rows.csv"
};

// kInvalidInput. `field` may be empty: the row itself is wrong.
tl::unexpected<Error> refuse(const Place& place, std::string_view field, std::string_view message);

}  // namespace gs::evaluate
