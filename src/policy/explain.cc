#include "policy/explain.h"

#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"

namespace gs::policy {
namespace {

struct Seen {
  int times = 0;
  std::string value;  // rendered at once: a value may live in the arena only for a while
};

struct Line {
  std::string expression;
  std::string value;
};

class Explainer {
 public:
  Explainer(const CompiledRule& rule, Frame& frame)
      : ast_(rule.program->ast()), types_(rule.program->types()), seen_(ast_.size() + 1) {
    rule.program->trace(
        frame.slots(), frame.scratch(), [this](cel::ExprId id, const cel::Value& value) {
          ++seen_[id].times;
          seen_[id].value =
              value.is_error() ? cel::describe_error(value, ast_) : cel::to_string(value);
        });
  }

  void add(cel::ExprId id, int depth) {
    const cel::Expr& expr = ast_[id];
    if (expr.kind == cel::ExprKind::kLiteral) return;  // its value is its text
    std::string text(2 * static_cast<size_t>(depth), ' ');
    text += one_line(ast_.source().substr(expr.range.begin, expr.range.end - expr.range.begin));
    lines_.push_back({std::move(text), shown(seen_[id])});
    // The parts of a dotted variable name are no expressions of their own.
    if (types_.reference(id).kind == cel::Reference::Kind::kVariable) return;
    for (const cel::ExprId child : expr.args) add(child, depth + 1);
  }

  std::string write() const {
    size_t width = 0;
    for (const Line& line : lines_) {
      width = std::max(width, count_code_points(line.expression));
    }
    std::string out;
    for (const Line& line : lines_) {
      const size_t pad = width - count_code_points(line.expression);
      out += fmt::format("{}{}  => {}\n", line.expression, std::string(pad, ' '), line.value);
    }
    return out;
  }

 private:
  static std::string one_line(std::string text) {
    for (char& c : text) {
      if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    }
    return text;
  }

  static std::string shown(const Seen& seen) {
    if (seen.times == 0) return "(not evaluated)";
    if (seen.times == 1) return seen.value;
    return fmt::format("{} (last of {})", seen.value, seen.times);
  }

  const cel::Ast& ast_;
  const cel::CheckedTypes& types_;
  std::vector<Seen> seen_;
  std::vector<Line> lines_;
};

}  // namespace

std::string explain(const CompiledRule& rule, Frame& frame) {
  Explainer explainer(rule, frame);
  explainer.add(rule.program->ast().root(), 0);
  return explainer.write();
}

}  // namespace gs::policy
