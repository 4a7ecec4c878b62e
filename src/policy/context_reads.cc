#include "policy/context_reads.h"

#include <algorithm>
#include <optional>
#include <set>

namespace gs::policy {
namespace {

using Paths = std::set<std::string>;

class ContextReader {
 public:
  explicit ContextReader(const cel::Program& program)
      : ast_(program.ast()), types_(program.types()) {}

  void walk(cel::ExprId id, const Paths& known) {
    const cel::Expr& expr = ast_[id];
    if (expr.kind == cel::ExprKind::kCall && walk_logic(expr, known)) return;
    const size_t found_before = found_.size();
    for (const cel::ExprId child : expr.args) walk(child, known);
    const auto path = path_of(id);
    const bool is_read = path && expr.kind != cel::ExprKind::kIdent;
    if (is_read && found_.size() == found_before && !known.contains(*path)) {
      found_.push_back({*path, expr.range});
    }
  }

  std::vector<UnguardedRead> finish() && {
    std::stable_sort(found_.begin(), found_.end(),
                     [](const auto& a, const auto& b) { return a.range.begin < b.range.begin; });
    return std::move(found_);
  }

 private:
  // &&, || and ?: pass on what one side makes sure of to the other.
  bool walk_logic(const cel::Expr& expr, const Paths& known) {
    const bool is_and = expr.name == "_&&_";
    if (is_and || expr.name == "_||_") {
      for (size_t i = 0; i < expr.args.size(); ++i) {
        Paths more = known;
        for (size_t j = 0; j < expr.args.size(); ++j) {
          if (i != j) more.merge(facts(expr.args[j], is_and));
        }
        walk(expr.args[i], more);
      }
      return true;
    }
    if (expr.name != "_?_:_" || expr.args.size() != 3) return false;
    walk(expr.args[0], known);
    for (const size_t branch : {size_t{1}, size_t{2}}) {
      Paths more = known;
      more.merge(facts(expr.args[0], branch == 1));
      walk(expr.args[branch], more);
    }
    return true;
  }

  // The paths that exist for certain when the expression is `truth`.
  Paths facts(cel::ExprId id, bool truth) const {
    const cel::Expr& expr = ast_[id];
    if (expr.kind == cel::ExprKind::kSelect && expr.test_only && truth) {
      const auto parent = path_of(expr.args[0]);
      if (parent) return {*parent + "." + expr.name};
      return {};
    }
    if (expr.kind != cel::ExprKind::kCall) return {};
    if (expr.name == "!_") return facts(expr.args[0], !truth);
    if (expr.name == "@in" && truth) return membership(expr);
    if (expr.name != (truth ? "_&&_" : "_||_")) return {};
    Paths all;
    for (const cel::ExprId child : expr.args) all.merge(facts(child, truth));
    return all;
  }

  Paths membership(const cel::Expr& expr) const {
    const cel::Expr& key = ast_[expr.args[0]];
    const auto parent = path_of(expr.args[1]);
    const bool named =
        key.kind == cel::ExprKind::kLiteral && key.literal.kind() == cel::Kind::kString;
    if (!parent || !named) return {};
    return {*parent + "." + std::string(key.literal.as_string())};
  }

  // "context.a.b" for context.a.b and context["a"].b; nothing for other expressions.
  std::optional<std::string> path_of(cel::ExprId id) const {
    const cel::Expr& expr = ast_[id];
    if (expr.kind == cel::ExprKind::kIdent) {
      const cel::Reference& reference = types_.reference(id);
      const bool is_context = reference.kind == cel::Reference::Kind::kVariable &&
                              reference.variable->name == "context";
      return is_context ? std::optional<std::string>("context") : std::nullopt;
    }
    if (expr.kind == cel::ExprKind::kSelect && !expr.test_only && !expr.optional) {
      const auto parent = path_of(expr.args[0]);
      if (parent) return *parent + "." + expr.name;
      return std::nullopt;
    }
    if (expr.kind != cel::ExprKind::kCall || expr.name != "_[_]") return std::nullopt;
    const cel::Expr& key = ast_[expr.args[1]];
    const auto parent = path_of(expr.args[0]);
    const bool named =
        key.kind == cel::ExprKind::kLiteral && key.literal.kind() == cel::Kind::kString;
    if (!parent || !named) return std::nullopt;
    return *parent + "." + std::string(key.literal.as_string());
  }

  const cel::Ast& ast_;
  const cel::CheckedTypes& types_;
  std::vector<UnguardedRead> found_;
};

}  // namespace

std::vector<UnguardedRead> unguarded_context_reads(const cel::Program& program) {
  ContextReader reader(program);
  reader.walk(program.ast().root(), {});
  return std::move(reader).finish();
}

}  // namespace gs::policy
