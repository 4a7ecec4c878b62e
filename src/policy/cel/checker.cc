// One walk over the tree, children before parents, in one class and so in one file. The rules are
// those of cel-spec's "Gradual type checking": dyn goes with everything, so an error is reported
// only where no value could fit. What is wrong is reported once: the type of a reported expression
// is kError, which fits anywhere.

#include "policy/cel/checker.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/nearest.h"
#include "policy/cel/inference.h"
#include "policy/cel/issue_at.h"
#include "policy/cel/lexer.h"
#include "policy/cel/macros.h"
#include "policy/cel/names.h"
#include "policy/cel/overloads.h"
#include "policy/cel/signatures.h"

namespace gs::cel {
namespace {

// Enough for anybody; bounds the time that suggestions take.
constexpr size_t kMaxIssues = 20;

bool is_numeric(TypeKind kind) {
  return kind == TypeKind::kInt || kind == TypeKind::kUint || kind == TypeKind::kDouble;
}

bool is_unknown(TypeKind kind) {
  return kind == TypeKind::kDyn || kind == TypeKind::kError || kind == TypeKind::kParam;
}

bool is_ordered(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBool:
    case TypeKind::kInt:
    case TypeKind::kUint:
    case TypeKind::kDouble:
    case TypeKind::kString:
    case TypeKind::kBytes:
    case TypeKind::kTimestamp:
    case TypeKind::kDuration:
      return true;
    default:
      return is_unknown(kind);
  }
}

bool is_key(TypeKind kind) {
  return kind == TypeKind::kBool || kind == TypeKind::kInt || kind == TypeKind::kUint ||
         kind == TypeKind::kString || is_unknown(kind);
}

bool is_equality(std::string_view name) {
  return name == "_==_" || name == "_!=_";
}

bool is_comparison(std::string_view name) {
  return is_equality(name) || name == "_<_" || name == "_<=_" || name == "_>_" || name == "_>=_";
}

bool is_operator(std::string_view name) {
  return name.find_first_of("_!@-") == 0 && !is_identifier(name);
}

class Checker {
 public:
  Checker(const Ast& ast, const Environment& environment)
      : ast_(ast), environment_(environment), options_(environment.options()) {
    checked_.tables.types.resize(ast.size() + 1);
    checked_.tables.references.resize(ast.size() + 1);
  }

  Checked run();

 private:
  struct Local {
    std::string_view name;
    Type type;
  };

  Type visit(ExprId id);
  Type visit_by_kind(ExprId id);
  std::vector<Type> visit_all(const std::vector<ExprId>& ids);

  Type literal(const Value& value) const;
  Type name_or_select(ExprId id);
  Type resolved_chain(ExprId id, const QualifiedName& name);
  Type field(ExprId id, const Type& operand);
  Type field_of(const Expr& select, const Type& operand);
  Type list(const Expr& list);
  Type map(const Expr& map);
  Type message(const Expr& message);
  Type bind(const Expr& bind);

  Type comprehension(const Expr& macro);
  std::optional<std::pair<Type, Type>> loop_types(const Expr& macro, const Type& range);
  Type comprehension_result(const Expr& macro, const Type& first, const Type& body);
  Type optional_map(const Expr& macro);

  Type call(ExprId id);
  Type logical(const Expr& call);
  Type negation(ExprId id);
  Type choice(const Expr& call);
  Type comparison(ExprId id);
  Type function(const Expr& call);
  Type no_overload(const Expr& call, const std::vector<Type>& args);
  Type unknown_function(const Expr& call);
  bool unknown_namespaced(const Expr& call);

  bool expect_bool(ExprId id, const Type& type, const std::string& who);
  std::string number_suggestion(ExprId a, const Type& a_type, ExprId b, const Type& b_type) const;
  std::string negation_suggestion(ExprId negation, ExprId comparison) const;
  const Local* find_local(std::string_view name) const;
  std::string shown(const Type& type) const { return inference_.resolve(type, true).to_string(); }
  std::string written(SourceRange range) const {
    return std::string(text_of(ast_.source(), range));
  }
  std::string operator_text(const Expr& call) const;
  Type report(SourceRange range, std::string message, std::string suggestion = {});
  bool silent() const { return !options_.check || checked_.issues.size() >= kMaxIssues; }

  const Ast& ast_;
  const Environment& environment_;
  const LanguageOptions& options_;
  Inference inference_;
  std::vector<Local> locals_;
  ExprId negated_operand_ = 0;  // a negation that is the left operand of a comparison, and which
  ExprId negated_comparison_ = 0;
  Checked checked_;
};

Checked Checker::run() {
  visit(ast_.root());
  for (Type& type : checked_.tables.types) {
    type = options_.check ? inference_.resolve(type, true) : Type();
  }
  return std::move(checked_);
}

Type Checker::report(SourceRange range, std::string message, std::string suggestion) {
  if (!silent()) {
    checked_.issues.push_back(
        issue_at(ast_.source(), range, std::move(message), std::move(suggestion)));
  }
  return TypeKind::kError;
}

Type Checker::visit(ExprId id) {
  Type type = visit_by_kind(id);
  checked_.tables.types[id] = type;
  return type;
}

Type Checker::visit_by_kind(ExprId id) {
  const Expr& expr = ast_[id];
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return literal(expr.literal);
    case ExprKind::kIdent:
    case ExprKind::kSelect:
      return name_or_select(id);
    case ExprKind::kCall:
      return call(id);
    case ExprKind::kList:
      return list(expr);
    case ExprKind::kMap:
      return map(expr);
    case ExprKind::kStruct:
      return message(expr);
    case ExprKind::kComprehension:
      return comprehension(expr);
    case ExprKind::kBind:
      return bind(expr);
  }
  return TypeKind::kDyn;
}

std::vector<Type> Checker::visit_all(const std::vector<ExprId>& ids) {
  std::vector<Type> types;
  types.reserve(ids.size());
  for (ExprId id : ids) types.push_back(visit(id));
  return types;
}

Type Checker::literal(const Value& value) const {
  switch (value.kind()) {
    case Kind::kNull:
      return TypeKind::kNull;
    case Kind::kBool:
      return TypeKind::kBool;
    case Kind::kInt:
      return TypeKind::kInt;
    case Kind::kUint:
      return TypeKind::kUint;
    case Kind::kDouble:
      return TypeKind::kDouble;
    case Kind::kString:
      return TypeKind::kString;
    case Kind::kBytes:
      return TypeKind::kBytes;
    default:
      return TypeKind::kDyn;
  }
}

// ---- names and fields

const Checker::Local* Checker::find_local(std::string_view name) const {
  const auto found = std::find_if(locals_.rbegin(), locals_.rend(),
                                  [&](const Local& local) { return local.name == name; });
  return found == locals_.rend() ? nullptr : &*found;
}

Type Checker::name_or_select(ExprId id) {
  const Expr& expr = ast_[id];
  const auto name = qualified_name(ast_, id);
  const Local* local = name && !name->absolute ? find_local(name->first) : nullptr;
  if (name && local == nullptr) return resolved_chain(id, *name);
  if (local == nullptr || expr.kind == ExprKind::kSelect) return field(id, visit(expr.args[0]));
  checked_.tables.references[id].kind = Reference::Kind::kLocal;
  return local->type;
}

// a.b.c: the longest start of it that is declared, then fields of that.
Type Checker::resolved_chain(ExprId id, const QualifiedName& name) {
  std::vector<ExprId> outer;  // the selects that are left as fields, outermost first
  std::string_view rest = name.text;
  ExprId node = id;
  Resolved resolved = resolve_name(environment_, rest, name.absolute);
  while (resolved.reference.kind == Reference::Kind::kNone &&
         ast_[node].kind == ExprKind::kSelect) {
    outer.push_back(node);
    rest.remove_suffix(ast_[node].name.size() + 1);
    node = ast_[node].args[0];
    resolved = resolve_name(environment_, rest, name.absolute);
  }
  if (resolved.reference.kind == Reference::Kind::kNone) {
    if (silent()) return TypeKind::kError;
    std::vector<std::string_view> locals;
    for (const Local& local : locals_) {
      if (!name.absolute) locals.push_back(local.name);
    }
    // has(a.b) is about a: b may be absent.
    const SourceRange range = ast_[id].test_only ? ast_[ast_[id].args[0]].range : ast_[id].range;
    const std::string_view blamed =
        ast_[id].test_only && !outer.empty()
            ? std::string_view(name.text).substr(0, name.text.size() - ast_[id].name.size() - 1)
            : std::string_view(name.text);
    Complaint complaint = undeclared_name(environment_, blamed, locals);
    return report(range, std::move(complaint.message), std::move(complaint.suggestion));
  }
  checked_.tables.references[node] = resolved.reference;
  Type type = ast_[node].test_only ? Type(TypeKind::kBool) : std::move(resolved.type);
  checked_.tables.types[node] = type;
  for (auto select = outer.rbegin(); select != outer.rend(); ++select) {
    type = field(*select, type);
    checked_.tables.types[*select] = type;
  }
  return type;
}

Type Checker::field(ExprId id, const Type& operand) {
  const Expr& select = ast_[id];
  const Type from = inference_.resolve(operand);
  const bool wrapped = from.kind() == TypeKind::kOptional;
  Type type = field_of(select, wrapped ? inference_.resolve(from.parameter(0)) : from);
  if (select.test_only) return TypeKind::kBool;
  return wrapped || select.optional ? Type::optional(std::move(type)) : type;
}

Type Checker::field_of(const Expr& select, const Type& operand) {
  if (operand.kind() == TypeKind::kError) return operand;
  if (is_unknown(operand.kind())) return TypeKind::kDyn;
  if (operand.kind() != TypeKind::kMap) {
    return report(select.name_range,
                  "a value of type " + shown(operand) + " has no field '" + select.name + "'");
  }
  if (!inference_.assignable(operand.parameter(0), TypeKind::kString)) {
    return report(select.name_range, "a map with keys of type " + shown(operand.parameter(0)) +
                                         " has no field '" + select.name + "'");
  }
  return operand.parameter(1);
}

// ---- lists, maps, messages

Type Checker::list(const Expr& expr) {
  std::optional<Type> element;
  for (size_t i = 0; i < expr.args.size(); ++i) {
    Type type = inference_.resolve(visit(expr.args[i]));
    if (expr.optional_args[i]) {
      const Type wanted = Type::optional(inference_.fresh());
      if (!inference_.assignable(type, wanted)) {
        report(ast_[expr.args[i]].range, "'[?' needs an optional value, found " + shown(type));
      }
      type = inference_.resolve(wanted).parameter(0);
    }
    element = element ? inference_.join(*element, type) : type;
  }
  return Type::list(element ? *element : inference_.fresh());
}

Type Checker::map(const Expr& expr) {
  std::optional<Type> key;
  std::optional<Type> value;
  for (size_t i = 0; i + 1 < expr.args.size(); i += 2) {
    Type key_type = inference_.resolve(visit(expr.args[i]));
    if (!is_key(key_type.kind())) {
      key_type = report(ast_[expr.args[i]].range,
                        "a map key is an int, uint, bool or string, not " + shown(key_type));
    }
    // A key of yet unknown type stays unknown, so that types of keys are always simple.
    if (key_type.kind() == TypeKind::kParam) key_type = TypeKind::kDyn;
    Type value_type = inference_.resolve(visit(expr.args[i + 1]));
    if (expr.optional_args[i / 2]) {
      const Type wanted = Type::optional(inference_.fresh());
      if (!inference_.assignable(value_type, wanted)) {
        report(ast_[expr.args[i + 1]].range,
               "'{?' needs an optional value, found " + shown(value_type));
      }
      value_type = inference_.resolve(wanted).parameter(0);
    }
    key = key ? inference_.join(*key, key_type) : key_type;
    value = value ? inference_.join(*value, value_type) : value_type;
  }
  if (!key) return Type::map(TypeKind::kDyn, inference_.fresh());
  return Type::map(*key, *value);
}

Type Checker::message(const Expr& expr) {
  for (size_t i = 1; i < expr.args.size(); i += 2) visit(expr.args[i]);
  return report(expr.name_range, "there are no message types; '" + expr.name + "' is unknown");
}

// ---- comprehensions and bindings

Type Checker::bind(const Expr& expr) {
  Type init = visit(expr.args[0]);
  locals_.push_back({expr.variable, std::move(init)});
  Type body = visit(expr.args[1]);
  locals_.pop_back();
  return body;
}

// The types of the loop's variables, or nothing when the range is none. The first is what a macro
// of one variable sees: elements of a list, keys of a map.
std::optional<std::pair<Type, Type>> Checker::loop_types(const Expr& macro, const Type& range) {
  const bool two = !macro.variable2.empty();
  if (is_unknown(range.kind())) return std::pair<Type, Type>{};
  if (range.kind() == TypeKind::kMap) return std::pair{range.parameter(0), range.parameter(1)};
  if (range.kind() != TypeKind::kList) return std::nullopt;
  if (two) return std::pair{Type(TypeKind::kInt), range.parameter(0)};
  return std::pair{range.parameter(0), Type()};
}

Type Checker::comprehension(const Expr& macro) {
  const bool optional = macro.comprehension == Comprehension::kOptMap ||
                        macro.comprehension == Comprehension::kOptFlatMap;
  if (optional) return optional_map(macro);
  const Type range = inference_.resolve(visit(macro.args[0]));
  auto types = loop_types(macro, range);
  if (!types) {
    report(ast_[macro.args[0]].range,
           "'" + macro.name + "' goes over a list or a map, not " + shown(range));
    types = std::pair<Type, Type>{TypeKind::kError, TypeKind::kError};
  }
  const size_t scope = locals_.size();
  locals_.push_back({macro.variable, types->first});
  if (!macro.variable2.empty()) locals_.push_back({macro.variable2, types->second});
  if (macro.args.size() == 3) {
    expect_bool(macro.args[1], visit(macro.args[1]), "the condition of '" + macro.name + "'");
  }
  const Type body = visit(macro.args.back());
  locals_.resize(scope);
  return comprehension_result(macro, types->first, body);
}

Type Checker::comprehension_result(const Expr& macro, const Type& first, const Type& body) {
  const std::string who = "the condition of '" + macro.name + "'";
  switch (macro.comprehension) {
    case Comprehension::kFilter:
      expect_bool(macro.args.back(), body, who);
      return Type::list(first);
    case Comprehension::kMap:
    case Comprehension::kTransformList:
      return Type::list(body);
    case Comprehension::kTransformMap:
      return Type::map(first, body);
    case Comprehension::kTransformMapEntry: {
      const Type wanted = Type::map(TypeKind::kDyn, inference_.fresh());
      if (inference_.assignable(body, wanted)) return body;
      return report(ast_[macro.args.back()].range,
                    "'transformMapEntry' needs a map such as {key: value}, found " + shown(body));
    }
    default:
      expect_bool(macro.args.back(), body, who);
      return TypeKind::kBool;
  }
}

Type Checker::optional_map(const Expr& macro) {
  const Type range = visit(macro.args[0]);
  const Type content = inference_.fresh();
  if (!inference_.assignable(range, Type::optional(content))) {
    report(ast_[macro.args[0]].range,
           "'" + macro.name + "' needs an optional value, found " + shown(range));
  }
  // Of a range of type dyn nothing is known about the content.
  const Type known = inference_.resolve(range);
  locals_.push_back({macro.variable, is_unknown(known.kind()) ? Type() : content});
  Type body = visit(macro.args[1]);
  locals_.pop_back();
  if (macro.comprehension == Comprehension::kOptMap) return Type::optional(body);
  if (inference_.assignable(body, Type::optional(inference_.fresh()))) return body;
  return report(ast_[macro.args[1]].range,
                "'optFlatMap' needs an optional result, found " + shown(body));
}

// ---- calls

Type Checker::call(ExprId id) {
  const Expr& expr = ast_[id];
  if (expr.member || !is_operator(expr.name)) return function(expr);
  if (expr.name == "_&&_" || expr.name == "_||_") return logical(expr);
  if (expr.name == "!_") return negation(id);
  if (expr.name == "_?_:_") return choice(expr);
  if (is_comparison(expr.name)) return comparison(id);
  return function(expr);
}

std::string Checker::operator_text(const Expr& expr) const {
  if (expr.name == "_[_]" || expr.name == "_[?_]") return "[]";
  return written(expr.name_range);
}

bool Checker::expect_bool(ExprId id, const Type& type, const std::string& who) {
  if (inference_.assignable(type, TypeKind::kBool)) return true;
  report(ast_[id].range, who + " must be a bool, not " + shown(type));
  return false;
}

Type Checker::logical(const Expr& expr) {
  for (ExprId operand : expr.args) {
    expect_bool(operand, visit(operand), "an operand of '" + operator_text(expr) + "'");
  }
  return TypeKind::kBool;
}

// `not a > b` reads as (not a) > b, which is hardly ever meant.
std::string Checker::negation_suggestion(ExprId negation, ExprId comparison) const {
  const Expr& expr = ast_[negation];
  const std::string op = operator_text(expr);
  const SourceRange meant{ast_[expr.args[0]].range.begin, ast_[comparison].range.end};
  return op + (op == "!" ? "(" : " (") + written(meant) + ")";
}

Type Checker::negation(ExprId id) {
  const Expr& expr = ast_[id];
  const bool compared = negated_operand_ == id;
  const ExprId comparison = negated_comparison_;
  const Type type = visit(expr.args[0]);
  if (!inference_.assignable(type, TypeKind::kBool)) {
    return report(expr.range,
                  "the operand of '" + operator_text(expr) + "' must be a bool, not " + shown(type),
                  compared ? negation_suggestion(id, comparison) : "");
  }
  return TypeKind::kBool;
}

Type Checker::choice(const Expr& expr) {
  expect_bool(expr.args[0], visit(expr.args[0]), "the condition of '?'");
  const Type then = visit(expr.args[1]);
  const Type otherwise = visit(expr.args[2]);
  if (inference_.assignable(then, otherwise)) return inference_.join(then, otherwise);
  return report(expr.range, "the branches of '?' have different types, " + shown(then) + " and " +
                                shown(otherwise));
}

Type Checker::comparison(ExprId id) {
  const Expr& expr = ast_[id];
  const ExprId left = expr.args[0];
  const ExprId right = expr.args[1];
  const bool negated = is_call(ast_[left], "!_") && !ast_[left].parenthesised;
  if (negated) {
    negated_operand_ = left;
    negated_comparison_ = id;
  }
  const Type left_type = inference_.resolve(visit(left));
  const Type right_type = inference_.resolve(visit(right));
  const bool numbers = is_numeric(left_type.kind()) && is_numeric(right_type.kind());
  const bool comparable = (numbers && options_.cross_type_numeric_comparison) ||
                          inference_.assignable(left_type, right_type);
  const bool ordered =
      is_equality(expr.name) || (is_ordered(left_type.kind()) && is_ordered(right_type.kind()));
  if (comparable && ordered) return TypeKind::kBool;
  std::string suggestion = negated ? negation_suggestion(left, id)
                                   : number_suggestion(left, left_type, right, right_type);
  const std::string who = "operator '" + operator_text(expr) + "' cannot ";
  if (!comparable) {
    report(expr.range, who + "compare " + shown(left_type) + " with " + shown(right_type),
           std::move(suggestion));
  } else {
    report(expr.range, who + "order values of type " + shown(ordered ? left_type : right_type));
  }
  return TypeKind::kBool;
}

// A literal written in the type of the other operand: 1.0 for 1, 1u for 1.
std::string Checker::number_suggestion(ExprId a, const Type& a_type, ExprId b,
                                       const Type& b_type) const {
  const auto is_int_literal = [&](ExprId id) {
    return ast_[id].kind == ExprKind::kLiteral && ast_[id].literal.kind() == Kind::kInt;
  };
  const bool literal_is_a = is_int_literal(a);
  if (!literal_is_a && !is_int_literal(b)) return "";
  const Expr& literal = ast_[literal_is_a ? a : b];
  const TypeKind wanted = (literal_is_a ? b_type : a_type).kind();
  if (wanted == TypeKind::kDouble) return std::to_string(literal.literal.as_int()) + ".0";
  if (wanted == TypeKind::kUint && literal.literal.as_int() >= 0) {
    return std::to_string(literal.literal.as_int()) + "u";
  }
  return "";
}

Type Checker::function(const Expr& expr) {
  if (expr.member && unknown_namespaced(expr)) {
    for (size_t i = 1; i < expr.args.size(); ++i) visit(expr.args[i]);
    return TypeKind::kError;
  }
  const auto entries = function_table().find(expr.name);
  const bool callable = std::any_of(entries.begin(), entries.end(),
                                    [&](const auto& entry) { return entry.callable(expr.member); });
  if (!callable) return unknown_function(expr);
  std::vector<Type> args = visit_all(expr.args);
  for (Type& arg : args) arg = inference_.resolve(arg);
  if (auto type = resolve_overload(inference_, entries, expr.member, args)) return *type;
  return no_overload(expr, args);
}

Type Checker::no_overload(const Expr& expr, const std::vector<Type>& args) {
  if (silent()) return TypeKind::kError;
  std::vector<Type> shown_types;
  shown_types.reserve(args.size());
  for (const Type& arg : args) shown_types.push_back(inference_.resolve(arg, true));
  if (is_operator(expr.name)) {
    std::string operands = shown_types[0].to_string();
    if (args.size() > 1) operands += " and " + shown_types[1].to_string();
    return report(
        expr.range, "operator '" + operator_text(expr) + "' does not take " + operands,
        args.size() == 2 ? number_suggestion(expr.args[0], args[0], expr.args[1], args[1]) : "");
  }
  return report(expr.name_range,
                "no function " + describe_call(expr.name, expr.member, shown_types) +
                    "; there is " +
                    describe_candidates(function_table().find(expr.name), expr.member));
}

Type Checker::unknown_function(const Expr& expr) {
  std::string message = "undeclared function '" + expr.name + "'";
  std::string suggestion;
  if (silent()) {
    // Only the names in the arguments matter.
  } else if (is_operator(expr.name) || function_table().find(expr.name).empty()) {
    std::vector<std::string> candidates = function_table().names(expr.member);
    const std::vector<std::string> macros = macro_names(expr.member);
    candidates.insert(candidates.end(), macros.begin(), macros.end());
    suggestion = nearest(expr.name, candidates);
  } else if (expr.member) {
    message = "function '" + expr.name + "' is not called on a value";
    suggestion = expr.name + "(" + written(ast_[expr.args[0]].range) + ")";
  } else {
    message = "function '" + expr.name + "' is called on a value";
    if (expr.args.size() == 1)
      suggestion = written(ast_[expr.args[0]].range) + "." + expr.name + "()";
  }
  // The variable of a misspelt macro is not undeclared.
  const bool macro = expr.member && binds_variables(suggestion);
  report(expr.name_range, std::move(message), std::move(suggestion));
  for (size_t i = 0; i < (macro ? 1 : expr.args.size()); ++i) visit(expr.args[i]);
  return TypeKind::kError;
}

// math.greatst(1): a misspelt function of a namespace, whose receiver is not a value at all.
bool Checker::unknown_namespaced(const Expr& expr) {
  const auto receiver = qualified_name(ast_, expr.args[0]);
  if (!receiver || (!receiver->absolute && find_local(receiver->first) != nullptr)) return false;
  for (std::string_view name : {std::string_view(receiver->text), receiver->first}) {
    const Resolved value = resolve_name(environment_, name, receiver->absolute);
    if (value.reference.kind != Reference::Kind::kNone) return false;
  }
  const std::string prefix = receiver->text + ".";
  std::vector<std::string> candidates = function_table().names(false);
  const std::vector<std::string> macros = macro_names(false);
  candidates.insert(candidates.end(), macros.begin(), macros.end());
  const bool is_namespace = std::any_of(candidates.begin(), candidates.end(),
                                        [&](const auto& name) { return name.starts_with(prefix); });
  if (!is_namespace) return false;
  const SourceRange range{ast_[expr.args[0]].range.begin, expr.name_range.end};
  report(range, "undeclared function '" + prefix + expr.name + "'",
         nearest(prefix + expr.name, candidates));
  return true;
}

}  // namespace

Checked check(const Ast& ast, const Environment& environment) {
  return Checker(ast, environment).run();
}

}  // namespace gs::cel
