#include "policy/cel/macros.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gs::cel {
namespace {

// One row for each number of arguments that a macro takes, its variables included.
struct Form {
  std::string_view name;
  size_t args;
  size_t variables;
  Comprehension comprehension;
};

constexpr std::array<Form, 19> kForms{{
    {"all", 2, 1, Comprehension::kAll},
    {"all", 3, 2, Comprehension::kAll},
    {"exists", 2, 1, Comprehension::kExists},
    {"exists", 3, 2, Comprehension::kExists},
    {"exists_one", 2, 1, Comprehension::kExistsOne},
    {"exists_one", 3, 2, Comprehension::kExistsOne},
    {"existsOne", 2, 1, Comprehension::kExistsOne},
    {"existsOne", 3, 2, Comprehension::kExistsOne},
    {"map", 2, 1, Comprehension::kMap},
    {"map", 3, 1, Comprehension::kMap},
    {"filter", 2, 1, Comprehension::kFilter},
    {"transformList", 3, 2, Comprehension::kTransformList},
    {"transformList", 4, 2, Comprehension::kTransformList},
    {"transformMap", 3, 2, Comprehension::kTransformMap},
    {"transformMap", 4, 2, Comprehension::kTransformMap},
    {"transformMapEntry", 3, 2, Comprehension::kTransformMapEntry},
    {"transformMapEntry", 4, 2, Comprehension::kTransformMapEntry},
    {"optMap", 2, 1, Comprehension::kOptMap},
    {"optFlatMap", 2, 1, Comprehension::kOptFlatMap},
}};

MacroExpansion problem(SourceRange range, std::string text) {
  return {Expr(), std::move(text), range};
}

bool is_variable(const Expr& expr) {
  return expr.kind == ExprKind::kIdent && !expr.absolute;
}

Expr start(const CallSyntax& call, ExprKind kind) {
  Expr expr;
  expr.kind = kind;
  expr.name = call.name;
  expr.range = call.range;
  expr.name_range = call.name_range;
  return expr;
}

// "2 or 3"
std::string accepted_counts(std::string_view name) {
  std::string counts;
  for (const Form& form : kForms) {
    if (form.name != name) continue;
    if (!counts.empty()) counts += " or ";
    counts += std::to_string(form.args);
  }
  return counts;
}

MacroExpansion wrong_count(const CallSyntax& call, std::string_view name, std::string_view counts) {
  return problem(call.name_range, "macro '" + std::string(name) + "' takes " + std::string(counts) +
                                      " arguments, not " + std::to_string(call.args.size()));
}

MacroExpansion not_a_variable(const Ast& ast, ExprId arg, std::string_view name) {
  return problem(ast[arg].range,
                 "macro '" + std::string(name) + "' needs the name of a variable here");
}

MacroExpansion expand_comprehension(const Ast& ast, const CallSyntax& call, const Form& form) {
  for (size_t i = 0; i < form.variables; ++i) {
    if (!is_variable(ast[call.args[i]])) return not_a_variable(ast, call.args[i], call.name);
  }
  MacroExpansion expansion{start(call, ExprKind::kComprehension), {}, {}};
  Expr& expr = expansion.expr;
  expr.comprehension = form.comprehension;
  expr.variable = ast[call.args[0]].name;
  if (form.variables == 2) expr.variable2 = ast[call.args[1]].name;
  if (expr.variable == expr.variable2) {
    return problem(ast[call.args[1]].range, "both variables are named '" + expr.variable + "'");
  }
  expr.args.push_back(call.receiver);
  expr.args.insert(expr.args.end(), call.args.begin() + static_cast<ptrdiff_t>(form.variables),
                   call.args.end());
  return expansion;
}

MacroExpansion expand_bind(const Ast& ast, const CallSyntax& call) {
  if (call.args.size() != 3) return wrong_count(call, "cel.bind", "3");
  if (!is_variable(ast[call.args[0]])) return not_a_variable(ast, call.args[0], "cel.bind");
  MacroExpansion expansion{start(call, ExprKind::kBind), {}, {}};
  expansion.expr.variable = ast[call.args[0]].name;
  expansion.expr.args = {call.args[1], call.args[2]};
  return expansion;
}

MacroExpansion expand_has(const Ast& ast, const CallSyntax& call) {
  if (call.args.size() != 1) {
    return problem(call.name_range,
                   "macro 'has' takes 1 argument, not " + std::to_string(call.args.size()));
  }
  const Expr& operand = ast[call.args[0]];
  if (operand.kind != ExprKind::kSelect || operand.optional || operand.test_only) {
    return problem(operand.range, "macro 'has' needs a field selection such as has(a.b)");
  }
  MacroExpansion expansion{start(call, ExprKind::kSelect), {}, {}};
  expansion.expr.test_only = true;
  expansion.expr.name = operand.name;
  expansion.expr.name_range = operand.name_range;
  expansion.expr.args = operand.args;
  return expansion;
}

}  // namespace

std::optional<MacroExpansion> expand_macro(const Ast& ast, const CallSyntax& call) {
  if (call.receiver == 0) {
    if (call.name == "has") return expand_has(ast, call);
    return std::nullopt;
  }
  const Expr& receiver = ast[call.receiver];
  if (call.name == "bind" && is_variable(receiver) && receiver.name == "cel") {
    return expand_bind(ast, call);
  }
  bool known = false;
  for (const Form& form : kForms) {
    if (form.name != call.name) continue;
    known = true;
    if (form.args == call.args.size()) return expand_comprehension(ast, call, form);
  }
  if (known) return wrong_count(call, call.name, accepted_counts(call.name));
  return std::nullopt;
}

bool binds_variables(std::string_view method) {
  return method == "bind" || std::any_of(kForms.begin(), kForms.end(),
                                         [&](const Form& form) { return form.name == method; });
}

std::vector<std::string> macro_names(bool member) {
  if (!member) return {"has", "cel.bind"};
  std::vector<std::string> names;
  for (const Form& form : kForms) {
    if (names.empty() || names.back() != form.name) names.emplace_back(form.name);
  }
  return names;
}

}  // namespace gs::cel
