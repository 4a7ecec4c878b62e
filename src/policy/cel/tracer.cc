#include "policy/cel/tracer.h"

#include <algorithm>
#include <vector>

#include "policy/cel/access.h"
#include "policy/cel/code.h"
#include "policy/cel/function_code.h"

namespace gs::cel {

namespace {

class Tracer {
 public:
  Tracer(const Ast& ast, const CheckedTypes& types, uint32_t max_iterations,
         std::span<const Value> slots, Arena& arena, const Program::Observer& observe)
      : ast_(ast),
        types_(types),
        iterations_left_(max_iterations),
        slots_(slots),
        arena_(arena),
        observe_(observe) {}

  Value visit(ExprId id) {
    const Value value = blame(visit_by_kind(id), id);
    observe_(id, value);
    return value;
  }

 private:
  struct Local {
    std::string_view name;
    Value value;
  };

  // What a macro goes over, as pairs: index and item of a list, key and value of a map.
  struct Range {
    std::vector<MapEntry> pairs;
    bool is_map = false;
  };

  Value visit_by_kind(ExprId id);
  Value reference(ExprId id);
  Value select(const Expr& expr);
  Value call(const Expr& expr);
  Value logical(const Expr& expr, bool decisive);
  Value choice(const Expr& expr);
  Value optional_or(const Expr& expr, bool wants_value);
  Value function(const Expr& expr, FunctionCode code);
  Value list(const Expr& expr);
  Value map(const Expr& expr);
  Value bind(const Expr& expr);
  Value optional_map(const Expr& expr);
  Value comprehension(const Expr& expr);
  Value open(const Expr& expr, Range& range);
  Value fold(const Expr& expr, const Range& range);
  Value condition(ExprId id);

  static Value error(ErrorKind kind) { return Value::error(kind); }

  const Ast& ast_;
  const CheckedTypes& types_;
  uint32_t iterations_left_;
  std::span<const Value> slots_;
  Arena& arena_;
  const Program::Observer& observe_;
  std::vector<Local> locals_;
};

Value Tracer::visit_by_kind(ExprId id) {
  const Expr& expr = ast_[id];
  if (types_.reference(id).kind != Reference::Kind::kNone) return reference(id);
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return expr.literal;
    case ExprKind::kIdent:
    case ExprKind::kStruct:
      return error(ErrorKind::kUndeclared);
    case ExprKind::kSelect:
      return select(expr);
    case ExprKind::kCall:
      return call(expr);
    case ExprKind::kList:
      return list(expr);
    case ExprKind::kMap:
      return map(expr);
    case ExprKind::kComprehension:
      return comprehension(expr);
    case ExprKind::kBind:
      return bind(expr);
  }
  return error(ErrorKind::kUndeclared);
}

Value Tracer::reference(ExprId id) {
  const Reference& reference = types_.reference(id);
  if (reference.kind == Reference::Kind::kTypeName) return Value::type(reference.type_name);
  if (reference.kind == Reference::Kind::kLocal) {
    const auto found = std::find_if(locals_.rbegin(), locals_.rend(), [&](const Local& local) {
      return local.name == ast_[id].name;
    });
    return found == locals_.rend() ? error(ErrorKind::kUndeclared) : found->value;
  }
  const Variable& variable = *reference.variable;
  const Value value = variable.is_constant ? variable.constant : slots_[variable.slot];
  if (ast_[id].kind != ExprKind::kSelect || !ast_[id].test_only) return value;
  if (variable.is_constant || !value.is_error()) return Value::boolean(true);
  return value.error_kind() == ErrorKind::kAbsent ? Value::boolean(false) : value;
}

Value Tracer::select(const Expr& expr) {
  const Value operand = visit(expr.args[0]);
  if (operand.is_error()) return operand;
  const Value field = Value::string(expr.name);
  if (expr.test_only) return has_field(operand, field);
  if (expr.optional) return select_optional_field(operand, field, arena_);
  return select_field(operand, field, arena_);
}

Value Tracer::call(const Expr& expr) {
  if (!expr.member && expr.name == "_&&_") return logical(expr, false);
  if (!expr.member && expr.name == "_||_") return logical(expr, true);
  if (!expr.member && expr.name == "_?_:_") return choice(expr);
  const Function* row = find_function(expr.name, expr.member);
  if (row == nullptr) return error(ErrorKind::kUndeclared);
  const bool is_or = row->code == fn_or || row->code == fn_or_value;
  if (is_or && expr.args.size() == 2) return optional_or(expr, row->code == fn_or_value);
  return function(expr, row->code);
}

Value Tracer::logical(const Expr& expr, bool decisive) {
  Value failure;
  for (const ExprId operand : expr.args) {
    const Value value = visit(operand);
    if (value.is_bool() && value.as_bool() == decisive) return value;
    if (value.is_bool() || failure.is_error()) continue;
    failure = value.is_error() ? value : error(ErrorKind::kNoSuchOverload);
  }
  return failure.is_error() ? failure : Value::boolean(!decisive);
}

Value Tracer::condition(ExprId id) {
  const Value value = visit(id);
  return value.is_bool() || value.is_error() ? value : error(ErrorKind::kNoSuchOverload);
}

Value Tracer::choice(const Expr& expr) {
  const Value chosen = condition(expr.args[0]);
  return chosen.is_error() ? chosen : visit(expr.args[chosen.as_bool() ? 1 : 2]);
}

Value Tracer::optional_or(const Expr& expr, bool wants_value) {
  const Value optional = visit(expr.args[0]);
  if (optional.is_error()) return optional;
  if (optional.kind() != Kind::kOptional) return error(ErrorKind::kNoSuchOverload);
  if (optional.has_content()) return wants_value ? optional.content() : optional;
  const Value other = visit(expr.args[1]);
  if (other.is_error() || wants_value || other.kind() == Kind::kOptional) return other;
  return error(ErrorKind::kNoSuchOverload);
}

Value Tracer::function(const Expr& expr, FunctionCode code) {
  std::vector<Value> arguments;
  Value failure;
  for (const ExprId argument : expr.args) {
    arguments.push_back(visit(argument));
    if (arguments.back().is_error() && !failure.is_error()) failure = arguments.back();
  }
  return failure.is_error() ? failure : code({arguments, arena_});
}

Value Tracer::list(const Expr& expr) {
  std::vector<Value> items;
  for (size_t i = 0; i < expr.args.size(); ++i) {
    const Value item = visit(expr.args[i]);
    if (item.is_error()) return item;
    if (expr.optional_args.empty() || !expr.optional_args[i]) {
      items.push_back(item);
    } else if (item.kind() != Kind::kOptional) {
      return error(ErrorKind::kNoSuchOverload);
    } else if (item.has_content()) {
      items.push_back(item.content());
    }
  }
  return make_list(arena_, items);
}

Value Tracer::map(const Expr& expr) {
  std::vector<MapEntry> entries;
  for (size_t i = 0; i + 1 < expr.args.size(); i += 2) {
    const Value key = visit(expr.args[i]);
    if (key.is_error()) return key;
    const Value value = visit(expr.args[i + 1]);
    if (value.is_error()) return value;
    if (expr.optional_args.empty() || !expr.optional_args[i / 2]) {
      entries.push_back({key, value});
    } else if (value.kind() != Kind::kOptional) {
      return error(ErrorKind::kNoSuchOverload);
    } else if (value.has_content()) {
      entries.push_back({key, value.content()});
    }
  }
  return make_map(arena_, entries);
}

Value Tracer::bind(const Expr& expr) {
  const Value bound = visit(expr.args[0]);
  locals_.push_back({expr.variable, bound});
  const Value result = visit(expr.args[1]);
  locals_.pop_back();
  return result;
}

Value Tracer::optional_map(const Expr& expr) {
  const Value optional = visit(expr.args[0]);
  if (optional.is_error()) return optional;
  if (optional.kind() != Kind::kOptional) return error(ErrorKind::kNoSuchOverload);
  if (!optional.has_content()) return optional;
  locals_.push_back({expr.variable, optional.content()});
  const Value result = visit(expr.args.back());
  locals_.pop_back();
  if (result.is_error()) return result;
  if (expr.comprehension == Comprehension::kOptMap) return make_optional(arena_, result);
  return result.kind() == Kind::kOptional ? result : error(ErrorKind::kNoSuchOverload);
}

Value Tracer::open(const Expr& expr, Range& range) {
  const Value value = visit(expr.args[0]);
  if (value.is_error()) return value;
  range.is_map = value.kind() == Kind::kMap;
  if (range.is_map) {
    range.pairs.assign(value.entries().begin(), value.entries().end());
    return Value::null();
  }
  if (value.kind() != Kind::kList) return error(ErrorKind::kNoSuchOverload);
  for (const Value& item : value.as_list()) {
    range.pairs.push_back({Value::integer(static_cast<int64_t>(range.pairs.size())), item});
  }
  return Value::null();
}

Value Tracer::comprehension(const Expr& expr) {
  if (expr.comprehension == Comprehension::kOptMap ||
      expr.comprehension == Comprehension::kOptFlatMap) {
    return optional_map(expr);
  }
  Range range;
  if (const Value failure = open(expr, range); failure.is_error()) return failure;
  const size_t before = locals_.size();
  locals_.push_back({expr.variable, Value::null()});
  if (!expr.variable2.empty()) locals_.push_back({expr.variable2, Value::null()});
  const Value result = fold(expr, range);
  locals_.resize(before);
  return result;
}

// One walk over the range for all kinds of macros.
Value Tracer::fold(const Expr& expr, const Range& range) {
  const Comprehension kind = expr.comprehension;
  const bool two = !expr.variable2.empty();
  const bool is_quantifier = kind == Comprehension::kAll || kind == Comprehension::kExists;
  const size_t local = locals_.size() - (two ? 2 : 1);
  std::vector<Value> items;
  std::vector<MapEntry> entries;
  Value failure;
  size_t found = 0;
  for (const MapEntry& pair : range.pairs) {
    if (iterations_left_ == 0) return error(ErrorKind::kCostExceeded);
    --iterations_left_;
    const Value element = range.is_map ? pair.key : pair.value;
    locals_[local].value = two ? pair.key : element;
    if (two) locals_[local + 1].value = pair.value;
    if (expr.args.size() == 3) {
      const Value chosen = condition(expr.args[1]);
      if (chosen.is_error()) return chosen;
      if (!chosen.as_bool()) continue;
    }
    const bool is_predicate =
        is_quantifier || kind == Comprehension::kExistsOne || kind == Comprehension::kFilter;
    const Value value = is_predicate ? condition(expr.args.back()) : visit(expr.args.back());
    if (value.is_error() && !is_quantifier) return value;
    if (value.is_error()) {
      if (!failure.is_error()) failure = value;
    } else if (is_quantifier) {
      if (value.as_bool() == (kind == Comprehension::kExists)) return value;
    } else if (kind == Comprehension::kExistsOne) {
      found += value.as_bool() ? 1 : 0;
    } else if (kind == Comprehension::kFilter) {
      if (value.as_bool()) items.push_back(element);
    } else if (kind == Comprehension::kTransformMap) {
      entries.push_back({pair.key, value});
    } else if (kind == Comprehension::kTransformMapEntry) {
      if (value.kind() != Kind::kMap) return error(ErrorKind::kNoSuchOverload);
      entries.insert(entries.end(), value.entries().begin(), value.entries().end());
      if (!arena_.charge(value.entries().size())) return error(ErrorKind::kCostExceeded);
    } else {
      items.push_back(value);
    }
  }
  if (is_quantifier) {
    return failure.is_error() ? failure : Value::boolean(kind == Comprehension::kAll);
  }
  if (kind == Comprehension::kExistsOne) return Value::boolean(found == 1);
  const bool is_map =
      kind == Comprehension::kTransformMap || kind == Comprehension::kTransformMapEntry;
  return is_map ? make_map(arena_, entries) : make_list(arena_, items);
}

}  // namespace

Value trace_expression(const Ast& ast, const CheckedTypes& types, uint32_t max_iterations,
                       std::span<const Value> slots, Arena& arena,
                       const Program::Observer& observe) {
  return Tracer(ast, types, max_iterations, slots, arena, observe).visit(ast.root());
}

}  // namespace gs::cel
