// Issues at a byte range of an expression's source.
#pragma once

#include <string>
#include <string_view>

#include "base/issue.h"
#include "policy/cel/ast.h"

namespace gs::cel {

// An error that underlines `range` of `source`, at least one column of it and no more than its
// line.
Issue issue_at(std::string_view source, SourceRange range, std::string message,
               std::string suggestion = {});

// The text of `range`, clamped to the source.
std::string_view text_of(std::string_view source, SourceRange range);

}  // namespace gs::cel
