#include "policy/rising.h"

#include <algorithm>

namespace gs::policy {
namespace {

// How the value of an expression moves as the output grows.
enum class Motion : uint8_t {
  kStill,  // does not depend on the output
  kRises,
  kUnknown,
};

class MotionReader {
 public:
  MotionReader(const cel::Program& program, const Variables& variables)
      : ast_(program.ast()), types_(program.types()), variables_(variables) {}

  Motion of(cel::ExprId id) const {
    const cel::Reference& reference = types_.reference(id);
    if (reference.kind == cel::Reference::Kind::kVariable) return of_variable(*reference.variable);
    const cel::Expr& expr = ast_[id];
    const bool all_still = std::all_of(expr.args.begin(), expr.args.end(), [this](cel::ExprId arg) {
      return of(arg) == Motion::kStill;
    });
    if (all_still) return Motion::kStill;
    if (expr.kind == cel::ExprKind::kComprehension) return of_comprehension(expr);
    return expr.kind == cel::ExprKind::kCall ? of_call(expr) : Motion::kUnknown;
  }

 private:
  Motion of_variable(const cel::Variable& variable) const {
    if (variable.is_constant) return Motion::kStill;
    const SlotSource& source = variables_.source(variable.slot);
    const bool is_output = source.kind == SlotSource::Kind::kOutputSignal ||
                           source.kind == SlotSource::Kind::kPhaseSignal;
    if (!is_output) return Motion::kStill;
    const bool has_order = variables_.signals()[source.signal].type != text::SignalType::kString;
    return has_order ? Motion::kRises : Motion::kUnknown;
  }

  bool rises(cel::ExprId id) const { return of(id) == Motion::kRises; }
  bool still(cel::ExprId id) const { return of(id) == Motion::kStill; }
  bool moves_well(cel::ExprId id) const { return of(id) != Motion::kUnknown; }

  bool is_literal(cel::ExprId id, bool value) const {
    const cel::Expr& expr = ast_[id];
    return expr.kind == cel::ExprKind::kLiteral && expr.literal.kind() == cel::Kind::kBool &&
           expr.literal.as_bool() == value;
  }

  Motion of_call(const cel::Expr& expr) const {
    return call_rises(expr) ? Motion::kRises : Motion::kUnknown;
  }

  bool call_rises(const cel::Expr& expr) const {
    const auto& args = expr.args;
    if (expr.name == "_&&_" || expr.name == "_||_") {
      return std::all_of(args.begin(), args.end(),
                         [this](cel::ExprId arg) { return moves_well(arg); });
    }
    if (expr.name == "size") return args.size() == 1 && rises(args[0]);
    if (expr.name == "_?_:_") return still(args[0]) && moves_well(args[1]) && moves_well(args[2]);
    if (args.size() != 2) return false;
    if (expr.name == "_==_" || expr.name == "_!=_") {
      const bool wanted = expr.name == "_==_";
      return (rises(args[0]) && is_literal(args[1], wanted)) ||
             (rises(args[1]) && is_literal(args[0], wanted));
    }
    if (expr.name == "_>_" || expr.name == "_>=_") return rises(args[0]) && still(args[1]);
    if (expr.name == "_<_" || expr.name == "_<=_") return still(args[0]) && rises(args[1]);
    return expr.name == "@in" && still(args[0]) && rises(args[1]);
  }

  // list.exists(x, still condition on x)
  Motion of_comprehension(const cel::Expr& expr) const {
    const bool exists = expr.comprehension == cel::Comprehension::kExists && expr.args.size() == 2;
    return exists && rises(expr.args[0]) && still(expr.args[1]) ? Motion::kRises : Motion::kUnknown;
  }

  const cel::Ast& ast_;
  const cel::CheckedTypes& types_;
  const Variables& variables_;
};

}  // namespace

bool only_rises(const cel::Program& program, const Variables& variables) {
  return MotionReader(program, variables).of(program.ast().root()) != Motion::kUnknown;
}

}  // namespace gs::policy
