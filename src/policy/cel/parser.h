// Text to syntax tree: a hand-written recursive-descent parser over the grammar of cel-spec.
#pragma once

#include <optional>
#include <string_view>

#include "base/issue.h"
#include "policy/cel/ast.h"
#include "policy/cel/environment.h"

namespace gs::cel {

// Issues have positions within `source`, line 1 column 1 being its first character.
struct Parsed {
  std::optional<Ast> ast;  // absent when an issue is an error
  Issues issues;
};

// Uses word_operators, max_source_bytes and max_depth of the options. Never throws; linear in the
// source but for macro expansion, which is bounded by max_depth.
Parsed parse(std::string_view source, const LanguageOptions& options);

}  // namespace gs::cel
