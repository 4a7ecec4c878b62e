// One pass over the tree, children first. A node whose children are all constant is run at once and
// replaced by its value; the nodes of its children are dropped again, so folding leaves nothing
// behind.
#include "policy/cel/compiler.h"

#include <algorithm>
#include <utility>

#include "policy/cel/evaluator.h"
#include "policy/cel/function_code.h"

namespace gs::cel {

namespace {

constexpr size_t kConstantBudget = 4 * 1024 * 1024;  // bytes that folding may make

struct Comparison {
  std::string_view name;
  uint8_t bits;
  uint8_t mirrored;  // for operands the other way round
};
constexpr Comparison kComparisons[] = {
    {"_<_", kWhenLess, kWhenGreater},
    {"_<=_", kWhenLess | kWhenEqual, kWhenGreater | kWhenEqual},
    {"_>_", kWhenGreater, kWhenLess},
    {"_>=_", kWhenGreater | kWhenEqual, kWhenLess | kWhenEqual},
};

bool is_getter(FunctionCode code) {
  for (const FunctionCode getter :
       {fn_get_full_year, fn_get_month, fn_get_day_of_year, fn_get_day_of_month, fn_get_date,
        fn_get_day_of_week, fn_get_hours, fn_get_minutes, fn_get_seconds, fn_get_milliseconds}) {
    if (code == getter) return true;
  }
  return false;
}

class Compiler {
 public:
  Compiler(const Ast& ast, const CheckedTypes& types, const Environment& environment)
      : ast_(ast), types_(types) {
    code_.max_iterations = environment.options().max_iterations;
    code_.constants = std::make_unique<Arena>(kConstantBudget);
  }

  Code run() {
    code_.root = compile(ast_.root());
    return std::move(code_);
  }

 private:
  NodeIndex compile(ExprId id);
  NodeIndex compile_by_kind(ExprId id);
  NodeIndex reference(ExprId id);
  NodeIndex variable(ExprId id, const Variable& variable);
  NodeIndex select(ExprId id);
  NodeIndex call(ExprId id);
  NodeIndex operation(ExprId id);
  NodeIndex logical(ExprId id, bool is_and);
  NodeIndex choice(ExprId id);
  NodeIndex equality(ExprId id, bool negated);
  NodeIndex comparison(ExprId id, const Comparison& comparison);
  NodeIndex emit_relation(Node relation, Op with_slot);
  NodeIndex membership(ExprId id);
  NodeIndex function(ExprId id);
  NodeIndex matches(ExprId id, const Function& function);
  NodeIndex zoned_getter(ExprId id, const Function& function);
  NodeIndex strict_call(ExprId id, FunctionCode code, const std::vector<NodeIndex>& arguments);
  NodeIndex container(ExprId id, Op op);
  NodeIndex loop(ExprId id);
  NodeIndex optional_map(ExprId id);
  NodeIndex bind(ExprId id);

  std::vector<NodeIndex> compile_all(const std::vector<ExprId>& ids);
  void collect_operands(ExprId id, std::string_view name, std::vector<ExprId>& operands) const;
  NodeIndex emit(Node node);
  NodeIndex constant(ExprId id, const Value& value);
  NodeIndex failure(ExprId id, ErrorKind kind) { return constant(id, Value::error(kind, id)); }
  // Runs node `index`, whose children are constant, and puts its value in its place.
  NodeIndex fold(NodeIndex index);
  NodeIndex fold_if_constant(NodeIndex index, std::initializer_list<NodeIndex> children);
  bool is_constant(NodeIndex index) const { return code_.nodes[index].op == Op::kConstant; }
  bool is_value(NodeIndex index) const {
    return is_constant(index) && !code_.nodes[index].constant.is_error();
  }
  Node node(Op op, ExprId id) const {
    Node result;
    result.op = op;
    result.expression = id;
    return result;
  }
  void add_children(Node& parent, const std::vector<NodeIndex>& children);
  LocalIndex push_local(std::string_view name);
  void pop_locals(size_t count);

  const Ast& ast_;
  const CheckedTypes& types_;
  Code code_;
  std::vector<std::string_view> locals_;  // names in scope; the position is the local's index
};

NodeIndex Compiler::emit(Node node) {
  code_.nodes.push_back(node);
  return static_cast<NodeIndex>(code_.nodes.size() - 1);
}

NodeIndex Compiler::constant(ExprId id, const Value& value) {
  Node result = node(Op::kConstant, id);
  result.constant = blame(value, id);
  return emit(result);
}

void Compiler::add_children(Node& parent, const std::vector<NodeIndex>& children) {
  parent.a = static_cast<uint32_t>(code_.children.size());
  parent.b = static_cast<uint32_t>(children.size());
  code_.children.insert(code_.children.end(), children.begin(), children.end());
}

NodeIndex Compiler::fold(NodeIndex index) {
  const Value value = Evaluator(code_, nullptr, *code_.constants).run(index);
  // What is too large to fold may still be small enough at run time, or never be reached.
  if (value.is_error() && value.error_kind() == ErrorKind::kCostExceeded) return index;
  Node& folded = code_.nodes[index];
  folded.op = Op::kConstant;
  folded.constant = value;
  return index;
}

NodeIndex Compiler::fold_if_constant(NodeIndex index, std::initializer_list<NodeIndex> children) {
  for (const NodeIndex child : children) {
    if (!is_constant(child)) return index;
  }
  return fold(index);
}

LocalIndex Compiler::push_local(std::string_view name) {
  locals_.push_back(name);
  code_.local_count = std::max(code_.local_count, static_cast<LocalIndex>(locals_.size()));
  return static_cast<LocalIndex>(locals_.size() - 1);
}

void Compiler::pop_locals(size_t count) {
  locals_.resize(locals_.size() - count);
}

NodeIndex Compiler::compile(ExprId id) {
  const size_t nodes = code_.nodes.size();
  const size_t children = code_.children.size();
  const NodeIndex result = compile_by_kind(id);
  if (!is_constant(result)) return result;
  const Node value = code_.nodes[result];
  code_.nodes.resize(nodes);
  code_.children.resize(children);
  return emit(value);
}

NodeIndex Compiler::compile_by_kind(ExprId id) {
  const Expr& expr = ast_[id];
  if (types_.reference(id).kind != Reference::Kind::kNone) return reference(id);
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return constant(id, expr.literal);
    case ExprKind::kIdent:
    case ExprKind::kStruct:
      return failure(id, ErrorKind::kUndeclared);
    case ExprKind::kSelect:
      return select(id);
    case ExprKind::kCall:
      return call(id);
    case ExprKind::kList:
      return container(id, Op::kList);
    case ExprKind::kMap:
      return container(id, Op::kMap);
    case ExprKind::kComprehension:
      return loop(id);
    case ExprKind::kBind:
      return bind(id);
  }
  return failure(id, ErrorKind::kUndeclared);
}

NodeIndex Compiler::reference(ExprId id) {
  const Reference& reference = types_.reference(id);
  if (reference.kind == Reference::Kind::kVariable) return variable(id, *reference.variable);
  if (reference.kind == Reference::Kind::kTypeName) {
    return constant(id, Value::type(reference.type_name));
  }
  const auto found = std::find(locals_.rbegin(), locals_.rend(), ast_[id].name);
  if (found == locals_.rend()) return failure(id, ErrorKind::kUndeclared);
  Node local = node(Op::kLocal, id);
  local.local = static_cast<LocalIndex>(locals_.rend() - found - 1);
  return emit(local);
}

NodeIndex Compiler::variable(ExprId id, const Variable& variable) {
  const bool test = ast_[id].kind == ExprKind::kSelect && ast_[id].test_only;
  if (variable.is_constant) {
    return constant(id, test ? Value::boolean(true) : variable.constant);
  }
  Node slot = node(test ? Op::kHasSlot : Op::kSlot, id);
  slot.a = variable.slot;
  return emit(slot);
}

NodeIndex Compiler::select(ExprId id) {
  const Expr& expr = ast_[id];
  Node result = node(Op::kSelect, id);
  result.a = compile(expr.args[0]);
  result.constant = Value::string(expr.name);
  const Selection selection = expr.test_only  ? Selection::kTest
                              : expr.optional ? Selection::kOptional
                                              : Selection::kPlain;
  result.flags = static_cast<uint8_t>(selection);
  return fold_if_constant(emit(result), {result.a});
}

std::vector<NodeIndex> Compiler::compile_all(const std::vector<ExprId>& ids) {
  std::vector<NodeIndex> result;
  result.reserve(ids.size());
  for (const ExprId id : ids) result.push_back(compile(id));
  return result;
}

NodeIndex Compiler::call(ExprId id) {
  const Expr& expr = ast_[id];
  return expr.member ? function(id) : operation(id);
}

NodeIndex Compiler::operation(ExprId id) {
  const Expr& expr = ast_[id];
  if (expr.name == "_&&_") return logical(id, true);
  if (expr.name == "_||_") return logical(id, false);
  if (expr.name == "_?_:_") return choice(id);
  if (expr.name == "_==_") return equality(id, false);
  if (expr.name == "_!=_") return equality(id, true);
  if (expr.name == "@in") return membership(id);
  if (expr.name == "!_") {
    Node result = node(Op::kNot, id);
    result.a = compile(expr.args[0]);
    return fold_if_constant(emit(result), {result.a});
  }
  for (const Comparison& row : kComparisons) {
    if (expr.name == row.name) return comparison(id, row);
  }
  return function(id);
}

void Compiler::collect_operands(ExprId id, std::string_view name,
                                std::vector<ExprId>& operands) const {
  const Expr& expr = ast_[id];
  if (expr.kind != ExprKind::kCall || expr.member || expr.name != name) {
    operands.push_back(id);
    return;
  }
  for (const ExprId operand : expr.args) collect_operands(operand, name, operands);
}

NodeIndex Compiler::logical(ExprId id, bool is_and) {
  std::vector<ExprId> operands;
  collect_operands(id, ast_[id].name, operands);
  std::vector<NodeIndex> children;
  for (const ExprId operand : operands) {
    const NodeIndex child = compile(operand);
    const Value& value = code_.nodes[child].constant;
    if (!is_constant(child) || !value.is_bool()) {
      children.push_back(child);
    } else if (value.as_bool() != is_and) {
      return child;  // decides whatever the others are
    }
  }
  if (children.empty()) return constant(id, Value::boolean(is_and));
  Node result = node(is_and ? Op::kAnd : Op::kOr, id);
  add_children(result, children);
  const NodeIndex index = emit(result);
  const bool all = std::all_of(children.begin(), children.end(),
                               [&](NodeIndex child) { return is_constant(child); });
  return all ? fold(index) : index;
}

NodeIndex Compiler::choice(ExprId id) {
  const Expr& expr = ast_[id];
  Node result = node(Op::kChoice, id);
  result.a = compile(expr.args[0]);
  if (is_constant(result.a)) {
    const Value condition = code_.nodes[result.a].constant;
    if (condition.is_bool()) return compile(expr.args[condition.as_bool() ? 1 : 2]);
    return constant(id,
                    condition.is_error() ? condition : Value::error(ErrorKind::kNoSuchOverload));
  }
  result.b = compile(expr.args[1]);
  result.c = compile(expr.args[2]);
  return emit(result);
}

NodeIndex Compiler::equality(ExprId id, bool negated) {
  const Expr& expr = ast_[id];
  Node result = node(Op::kEqual, id);
  result.flags = negated ? 1 : 0;
  result.a = compile(expr.args[0]);
  result.b = compile(expr.args[1]);
  if (is_value(result.a) && code_.nodes[result.b].op == Op::kSlot) std::swap(result.a, result.b);
  return emit_relation(result, Op::kEqualSlot);
}

NodeIndex Compiler::comparison(ExprId id, const Comparison& row) {
  const Expr& expr = ast_[id];
  Node result = node(Op::kCompare, id);
  result.flags = row.bits;
  result.a = compile(expr.args[0]);
  result.b = compile(expr.args[1]);
  if (is_value(result.a) && code_.nodes[result.b].op == Op::kSlot) {
    std::swap(result.a, result.b);
    result.flags = row.mirrored;
  }
  return emit_relation(result, Op::kCompareSlot);
}

// `relation` of its operands a and b; in the form `with_slot` where they are a slot and a value.
NodeIndex Compiler::emit_relation(Node relation, Op with_slot) {
  const Node& left = code_.nodes[relation.a];
  if (left.op == Op::kSlot && is_value(relation.b)) {
    relation.op = with_slot;
    relation.constant = code_.nodes[relation.b].constant;
    relation.c = left.expression;
    relation.a = left.a;
    return emit(relation);
  }
  return fold_if_constant(emit(relation), {relation.a, relation.b});
}

NodeIndex Compiler::membership(ExprId id) {
  const Expr& expr = ast_[id];
  const NodeIndex wanted = compile(expr.args[0]);
  const NodeIndex range = compile(expr.args[1]);
  const Value& list = code_.nodes[range].constant;
  const bool strings = !is_constant(wanted) && is_constant(range) && list.kind() == Kind::kList &&
                       std::all_of(list.as_list().begin(), list.as_list().end(),
                                   [](const Value& item) { return item.kind() == Kind::kString; });
  if (!strings) return strict_call(id, op_in, {wanted, range});
  Node result = node(Op::kInStrings, id);
  result.a = wanted;
  result.c = static_cast<uint32_t>(code_.string_sets.size());
  auto& set = code_.string_sets.emplace_back();
  for (const Value& item : list.as_list()) set.insert(item.as_string());
  return emit(result);
}

NodeIndex Compiler::function(ExprId id) {
  const Expr& expr = ast_[id];
  const Function* row = find_function(expr.name, expr.member);
  if (row == nullptr) return failure(id, ErrorKind::kUndeclared);
  if ((row->code == fn_or || row->code == fn_or_value) && expr.args.size() == 2) {
    Node result = node(row->code == fn_or ? Op::kOptionalOr : Op::kOptionalOrValue, id);
    result.a = compile(expr.args[0]);
    result.b = compile(expr.args[1]);
    return emit(result);
  }
  if (row->code == fn_matches && expr.args.size() == 2) return matches(id, *row);
  if (is_getter(row->code) && expr.args.size() == 2) return zoned_getter(id, *row);
  return strict_call(id, row->code, compile_all(expr.args));
}

// A constant pattern is compiled here, once; a malformed one fails at each use.
NodeIndex Compiler::matches(ExprId id, const Function& function) {
  const std::vector<NodeIndex> arguments = compile_all(ast_[id].args);
  const Value& text = code_.nodes[arguments[1]].constant;
  const bool constant_pattern = is_constant(arguments[1]) && text.kind() == Kind::kString;
  if (!constant_pattern || is_constant(arguments[0])) {
    return strict_call(id, function.code, arguments);
  }
  auto pattern = Pattern::compile(text.as_string());
  if (pattern == nullptr) {
    code_.certain_failures.push_back({ast_[id].args[1], "malformed regular expression"});
    return strict_call(id, function.code, arguments);
  }
  Node result = node(Op::kMatches, id);
  result.a = arguments[0];
  result.c = static_cast<uint32_t>(code_.patterns.size());
  code_.patterns.push_back(std::move(pattern));
  return emit(result);
}

// A constant zone is read here, once: the getter then sees a timestamp moved to local time.
NodeIndex Compiler::zoned_getter(ExprId id, const Function& function) {
  const std::vector<NodeIndex> arguments = compile_all(ast_[id].args);
  const Value& name = code_.nodes[arguments[1]].constant;
  const bool constant_zone = is_constant(arguments[1]) && name.kind() == Kind::kString;
  if (!constant_zone || is_constant(arguments[0])) return strict_call(id, function.code, arguments);
  auto zone = TimeZone::find(name.as_string());
  if (!zone) {
    code_.certain_failures.push_back({ast_[id].args[1], "unknown time zone"});
    return strict_call(id, function.code, arguments);
  }
  Node result = node(Op::kLocalTime, id);
  result.a = arguments[0];
  result.c = static_cast<uint32_t>(code_.zones.size());
  code_.zones.push_back(*std::move(zone));
  return strict_call(id, function.code, {emit(result)});
}

NodeIndex Compiler::strict_call(ExprId id, FunctionCode code,
                                const std::vector<NodeIndex>& arguments) {
  Node result = node(Op::kCall, id);
  if (arguments.size() == 1 || arguments.size() == 2) {
    result.op = arguments.size() == 1 ? Op::kUnary : Op::kBinary;
    result.a = arguments.front();
    result.b = arguments.back();
  } else {
    add_children(result, arguments);
  }
  result.c = static_cast<uint32_t>(code_.functions.size());
  code_.functions.push_back(code);
  const NodeIndex index = emit(result);
  const bool all = std::all_of(arguments.begin(), arguments.end(),
                               [&](NodeIndex argument) { return is_constant(argument); });
  return all ? fold(index) : index;
}

NodeIndex Compiler::container(ExprId id, Op op) {
  const Expr& expr = ast_[id];
  Node result = node(op, id);
  const std::vector<NodeIndex> items = compile_all(expr.args);
  add_children(result, items);
  const auto& flags = expr.optional_args;
  if (std::find(flags.begin(), flags.end(), true) != flags.end()) {
    result.flags = 1;
    result.c = static_cast<uint32_t>(code_.optional_flags.size());
    code_.optional_flags.push_back(flags);
  }
  const NodeIndex index = emit(result);
  const bool all =
      std::all_of(items.begin(), items.end(), [&](NodeIndex item) { return is_constant(item); });
  return all ? fold(index) : index;
}

// Loops are not folded even over constants: their cost belongs to the evaluation's budget.
NodeIndex Compiler::loop(ExprId id) {
  const Expr& expr = ast_[id];
  if (expr.comprehension == Comprehension::kOptMap ||
      expr.comprehension == Comprehension::kOptFlatMap) {
    return optional_map(id);
  }
  Loop loop;
  loop.kind = expr.comprehension;
  loop.range = compile(expr.args[0]);
  const size_t before = locals_.size();
  loop.first = push_local(expr.variable);
  if (!expr.variable2.empty()) loop.second = push_local(expr.variable2);
  if (expr.args.size() == 3) loop.filter = compile(expr.args[1]);
  loop.body = compile(expr.args.back());
  pop_locals(locals_.size() - before);
  Node result = node(Op::kLoop, id);
  result.c = static_cast<uint32_t>(code_.loops.size());
  code_.loops.push_back(loop);
  return emit(result);
}

NodeIndex Compiler::optional_map(ExprId id) {
  const Expr& expr = ast_[id];
  Node result = node(Op::kOptionalMap, id);
  result.flags = expr.comprehension == Comprehension::kOptFlatMap ? 1 : 0;
  result.a = compile(expr.args[0]);
  result.local = push_local(expr.variable);
  result.b = compile(expr.args.back());
  pop_locals(1);
  return emit(result);
}

NodeIndex Compiler::bind(ExprId id) {
  const Expr& expr = ast_[id];
  Node result = node(Op::kBind, id);
  result.a = compile(expr.args[0]);
  result.local = push_local(expr.variable);
  result.b = compile(expr.args[1]);
  pop_locals(1);
  return emit(result);
}

}  // namespace

Code generate(const Ast& ast, const CheckedTypes& types, const Environment& environment) {
  Code code = Compiler(ast, types, environment).run();
  for (const Node& node : code.nodes) {
    if (reads_slot(node)) code.slot_count = std::max(code.slot_count, node.a + 1);
  }
  return code;
}

}  // namespace gs::cel
