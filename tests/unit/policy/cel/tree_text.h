// Syntax trees as text, for comparing them: (_+_ 1 (f x)), (. a b) for a.b, (.?, (has, [..], {..}.
#pragma once

#include <string>

#include "policy/cel/ast.h"
#include "policy/cel/value.h"

namespace gs::cel {

inline std::string tree_text(const Ast& ast, ExprId id) {
  const Expr& expr = ast[id];
  std::string head;
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return to_string(expr.literal);
    case ExprKind::kIdent:
      return (expr.absolute ? "." : "") + expr.name;
    case ExprKind::kSelect:
      head = expr.test_only ? "(has " : expr.optional ? "(.? " : "(. ";
      return head + tree_text(ast, expr.args[0]) + " " + expr.name + ")";
    case ExprKind::kCall:
      head = "(" + std::string(expr.absolute ? "." : "") + (expr.member ? "@." : "") + expr.name;
      break;
    case ExprKind::kList:
      head = "([]";
      break;
    case ExprKind::kMap:
      head = "({}";
      break;
    case ExprKind::kStruct:
      head = "(struct " + std::string(expr.absolute ? "." : "") + expr.name;
      break;
    case ExprKind::kComprehension:
      head = "(" + expr.name + " " + expr.variable;
      if (!expr.variable2.empty()) head += "," + expr.variable2;
      break;
    case ExprKind::kBind:
      head = "(bind " + expr.variable;
      break;
  }
  for (size_t i = 0; i < expr.args.size(); ++i) {
    const size_t flag = expr.kind == ExprKind::kList ? i : i / 2;
    const bool starts = expr.kind == ExprKind::kList || i % 2 == 0;
    const bool optional = starts && flag < expr.optional_args.size() && expr.optional_args[flag];
    head += (optional ? " ?" : " ") + tree_text(ast, expr.args[i]);
  }
  return head + ")";
}

inline std::string tree_text(const Ast& ast) {
  return tree_text(ast, ast.root());
}

}  // namespace gs::cel
