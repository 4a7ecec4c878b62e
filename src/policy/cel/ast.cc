#include "policy/cel/ast.h"

#include <algorithm>
#include <utility>

#include "policy/cel/lexer.h"

namespace gs::cel {

void Ast::compact() {
  std::vector<char> reached(nodes_.size() + 1, false);
  reached[root_] = true;
  // Children have smaller ids, so that one pass down marks everything.
  for (ExprId id = size(); id > 0; --id) {
    if (!reached[id]) continue;
    for (ExprId child : nodes_[id - 1].args) reached[child] = true;
  }
  if (std::all_of(reached.begin() + 1, reached.end(), [](char c) { return c != 0; })) return;

  std::vector<ExprId> renumbered(nodes_.size() + 1, 0);
  std::vector<Expr> kept;
  for (ExprId id = 1; id <= size(); ++id) {
    if (!reached[id]) continue;
    Expr& node = nodes_[id - 1];
    for (ExprId& child : node.args) child = renumbered[child];
    kept.push_back(std::move(node));
    renumbered[id] = static_cast<ExprId>(kept.size());
  }
  nodes_ = std::move(kept);
  root_ = renumbered[root_];
}

bool is_call(const Expr& expr, std::string_view name) {
  return expr.kind == ExprKind::kCall && !expr.member && expr.name == name;
}

std::optional<QualifiedName> qualified_name(const Ast& ast, ExprId id) {
  std::vector<const Expr*> parts;
  while (ast[id].kind == ExprKind::kSelect) {
    const Expr& select = ast[id];
    // Only the outermost select of a chain can be the argument of has().
    if (select.optional || (select.test_only && !parts.empty())) return std::nullopt;
    if (!is_identifier(select.name)) return std::nullopt;  // in back quotes: `b.c` is one field
    parts.push_back(&select);
    id = select.args[0];
  }
  const Expr& first = ast[id];
  if (first.kind != ExprKind::kIdent) return std::nullopt;
  QualifiedName name{first.name, first.name, first.absolute};
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    name.text += '.';
    name.text += (*part)->name;
  }
  return name;
}

}  // namespace gs::cel
