// Macros: calls that become comprehensions, bindings or presence tests.
//
// Source: cel-spec, doc/langdef.md, "Macros"; cel-go ext/README.md, "Two-variable comprehensions",
// "Bindings" and "Optional types".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/cel/ast.h"

namespace gs::cel {

// A parsed call, before anyone asked whether it is a macro.
struct CallSyntax {
  std::string_view name;
  SourceRange range;  // of the whole call
  SourceRange name_range;
  ExprId receiver = 0;  // 0 for a global call
  std::vector<ExprId> args;
};

// Either what a macro becomes (`expr`), or what is wrong with its use.
struct MacroExpansion {
  Expr expr;
  std::string problem;  // empty when all is well
  SourceRange problem_range;
};

// Nothing when the call is not that of a macro.
std::optional<MacroExpansion> expand_macro(const Ast& ast, const CallSyntax& call);

// Whether the first arguments of a member call of this name are variables, where they are
// identifiers. (The parser must know while it reads the further arguments.)
bool binds_variables(std::string_view method);

// Their names, for suggestions.
std::vector<std::string> macro_names(bool member);

}  // namespace gs::cel
