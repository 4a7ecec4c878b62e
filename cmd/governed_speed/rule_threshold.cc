#include "governed_speed/rule_threshold.h"

namespace gs::command {
namespace {

std::optional<double> constant(const cel::Expr& expr) {
  if (expr.kind != cel::ExprKind::kLiteral) return std::nullopt;
  if (expr.literal.kind() == cel::Kind::kDouble) return expr.literal.as_double();
  if (expr.literal.kind() == cel::Kind::kInt) return static_cast<double>(expr.literal.as_int());
  return std::nullopt;
}

// `signal op constant`, with `op` as written.
std::optional<measure::Threshold> compared(const cel::Ast& ast, cel::ExprId left, cel::ExprId right,
                                           bool inclusive, const std::string& name,
                                           std::string_view bare_name) {
  const auto read = cel::qualified_name(ast, left);
  const auto value = constant(ast[right]);
  if (!read || !value || (read->text != name && read->text != bare_name)) return std::nullopt;
  return measure::Threshold{*value, inclusive};
}

}  // namespace

std::optional<RuleThreshold> rule_threshold(const policy::CompiledPolicy& policy, text::Phase phase,
                                            std::string_view signal) {
  const std::string name = std::string(text::to_string(phase)) + "." + std::string(signal);
  std::optional<RuleThreshold> lowest;
  for (uint32_t index : policy.rules_of(phase)) {
    const policy::CompiledRule& rule = policy.rules()[index];
    const cel::Ast& ast = rule.program->ast();
    for (cel::ExprId id = 1; id <= ast.size(); ++id) {
      const cel::Expr& expr = ast[id];
      const bool inclusive = cel::is_call(expr, "_>=_") || cel::is_call(expr, "_<=_");
      const bool turned = cel::is_call(expr, "_<_") || cel::is_call(expr, "_<=_");
      if (!inclusive && !turned && !cel::is_call(expr, "_>_")) continue;
      const cel::ExprId left = expr.args[turned ? 1 : 0];
      const cel::ExprId right = expr.args[turned ? 0 : 1];
      const auto found = compared(ast, left, right, inclusive, name, signal);
      if (!found || (lowest && lowest->threshold.value <= found->value)) continue;
      lowest = RuleThreshold{*found, rule.rule.id};
    }
  }
  return lowest;
}

}  // namespace gs::command
