// A recursive switch over nodes. Values travel in registers; the cases that need room for arguments
// are functions of their own, so that the frame that recursion repeats stays small.
#include "policy/cel/evaluator.h"

#include <algorithm>

#include "policy/cel/access.h"
#include "policy/cel/equality.h"

namespace gs::cel {

namespace {

constexpr size_t kStackArguments = 8;

uint8_t order_bit(Order order) {
  if (order == Order::kLess) return kWhenLess;
  if (order == Order::kEqual) return kWhenEqual;
  return order == Order::kGreater ? kWhenGreater : 0;
}

[[gnu::noinline]] Value slow_ordered(const Value& x, const Value& y, const Node& node) {
  if (x.is_error()) return blame(x, node.c);
  if (y.is_error()) return y;
  const Order order = compare(x, y);
  if (order == Order::kIncomparable) {
    return Value::error(ErrorKind::kNoSuchOverload, node.expression);
  }
  return Value::boolean((order_bit(order) & node.flags) != 0);
}

// Inline for numbers of one kind, which is what rules compare.
inline Value ordered(const Value& x, const Value& y, const Node& node) {
  if (x.kind() == y.kind()) {
    if (x.kind() == Kind::kDouble) {
      const double a = x.as_double();
      const double b = y.as_double();
      const int bit = (a < b) * kWhenLess | (a == b) * kWhenEqual | (a > b) * kWhenGreater;
      return Value::boolean((bit & node.flags) != 0);
    }
    if (x.kind() == Kind::kInt) {
      const int64_t a = x.as_int();
      const int64_t b = y.as_int();
      const int bit = (a < b) * kWhenLess | (a == b) * kWhenEqual | (a > b) * kWhenGreater;
      return Value::boolean((bit & node.flags) != 0);
    }
  }
  return slow_ordered(x, y, node);
}

[[gnu::noinline]] Value slow_equal(const Value& x, const Value& y, const Node& node, Arena& arena) {
  if (x.is_error()) return blame(x, node.c);
  if (y.is_error()) return y;
  const Value same = equal_within(x, y, arena);
  if (same.is_error()) return blame(same, node.expression);
  return Value::boolean(same.as_bool() != (node.flags != 0));
}

inline Value equals(const Value& x, const Value& y, const Node& node, Arena& arena) {
  if (x.kind() == y.kind()) {
    if (x.kind() == Kind::kBool || x.kind() == Kind::kInt) {
      return Value::boolean((x.as_int() == y.as_int()) != (node.flags != 0));
    }
    if (x.kind() == Kind::kString) {
      return Value::boolean((x.as_string() == y.as_string()) != (node.flags != 0));
    }
  }
  return slow_equal(x, y, node, arena);
}

}  // namespace

// The nodes without children, inline wherever a child is evaluated: most of what rules consist of.
// Everything else goes through the switch.
[[gnu::always_inline]] inline Value Evaluator::evaluate(NodeIndex index) {
  const Node& node = code_.nodes[index];
  if (node.op == Op::kEqualSlot) return equals(slots_[node.a], node.constant, node, arena_);
  if (node.op == Op::kCompareSlot) return ordered(slots_[node.a], node.constant, node);
  if (node.op == Op::kSlot && !slots_[node.a].is_error()) return slots_[node.a];
  return run(node);
}

Value Evaluator::run() {
  if (code_.local_count > 0) {
    locals_ = arena_.allocate_array<Value>(code_.local_count);
    if (locals_ == nullptr) return Value::error(ErrorKind::kCostExceeded);
  }
  return evaluate(code_.root);
}

Value Evaluator::run(NodeIndex index) {
  return evaluate(index);
}

Value Evaluator::run(const Node& node) {
  switch (node.op) {
    case Op::kConstant:
      return node.constant;
    case Op::kSlot:
      return blame(slots_[node.a], node.expression);
    case Op::kHasSlot:
      return has_slot(node);
    case Op::kLocal:
      return locals_[node.local];
    case Op::kAnd:
      return logical(node, false);
    case Op::kOr:
      return logical(node, true);
    case Op::kNot:
      return negation(node);
    case Op::kChoice:
      return choice(node);
    case Op::kEqual:
      return equality(node);
    case Op::kEqualSlot:
      return equals(slots_[node.a], node.constant, node, arena_);
    case Op::kCompare:
      return ordering(node);
    case Op::kCompareSlot:
      return ordered(slots_[node.a], node.constant, node);
    case Op::kInStrings:
      return in_strings(node);
    case Op::kMatches:
      return matches(node);
    case Op::kSelect:
      return select(node);
    case Op::kLocalTime:
      return local_time(node);
    case Op::kUnary:
      return unary(node);
    case Op::kBinary:
      return binary(node);
    case Op::kCall:
      return call(node);
    case Op::kList:
      return list(node);
    case Op::kMap:
      return map(node);
    case Op::kLoop:
      return loop(node);
    case Op::kBind:
      return bind(node);
    case Op::kOptionalMap:
      return optional_map(node);
    case Op::kOptionalOr:
    case Op::kOptionalOrValue:
      return optional_or(node);
  }
  return error(ErrorKind::kNoSuchOverload, node);
}

Value Evaluator::has_slot(const Node& node) {
  const Value& value = slots_[node.a];
  if (!value.is_error()) return Value::boolean(true);
  if (value.error_kind() == ErrorKind::kAbsent) return Value::boolean(false);
  return blame(value, node.expression);
}

Value Evaluator::negation(const Node& node) {
  const Value value = run(node.a);
  if (value.is_bool()) return Value::boolean(!value.as_bool());
  return value.is_error() ? value : error(ErrorKind::kNoSuchOverload, node);
}

// && and ||: `decisive` decides whatever the other operands are; else the first failure counts.
Value Evaluator::logical(const Node& node, bool decisive) {
  Value failure;
  const NodeIndex* child = code_.children.data() + node.a;
  for (const NodeIndex* end = child + node.b; child != end; ++child) {
    const Value value = evaluate(*child);
    if (value.is_bool()) {
      if (value.as_bool() == decisive) return value;
    } else if (!failure.is_error()) {
      failure = value.is_error() ? value : error(ErrorKind::kNoSuchOverload, node);
    }
  }
  return failure.is_error() ? failure : Value::boolean(!decisive);
}

Value Evaluator::choice(const Node& node) {
  const Value condition = run(node.a);
  if (condition.is_bool()) return run(condition.as_bool() ? node.b : node.c);
  return condition.is_error() ? condition : error(ErrorKind::kNoSuchOverload, node);
}

Value Evaluator::equality(const Node& node) {
  const Value x = run(node.a);
  const Value y = run(node.b);
  return equals(x, y, node, arena_);
}

Value Evaluator::ordering(const Node& node) {
  const Value x = run(node.a);
  const Value y = run(node.b);
  return ordered(x, y, node);
}

Value Evaluator::in_strings(const Node& node) {
  const Value value = run(node.a);
  if (value.is_error()) return value;
  if (value.kind() != Kind::kString) return Value::boolean(false);
  return Value::boolean(code_.string_sets[node.c].contains(value.as_string()));
}

Value Evaluator::matches(const Node& node) {
  const Value value = run(node.a);
  if (value.is_error()) return value;
  if (value.kind() != Kind::kString) return error(ErrorKind::kNoSuchOverload, node);
  return Value::boolean(code_.patterns[node.c]->found_in(value.as_string()));
}

Value Evaluator::select(const Node& node) {
  const Value operand = run(node.a);
  if (operand.is_error()) return operand;
  switch (static_cast<Selection>(node.flags)) {
    case Selection::kPlain:
      return blame(select_field(operand, node.constant, arena_), node.expression);
    case Selection::kOptional:
      return blame(select_optional_field(operand, node.constant, arena_), node.expression);
    case Selection::kTest:
      return blame(has_field(operand, node.constant), node.expression);
  }
  return error(ErrorKind::kNoSuchOverload, node);
}

Value Evaluator::local_time(const Node& node) {
  const Value value = run(node.a);
  if (value.is_error()) return value;
  if (value.kind() != Kind::kTimestamp) return error(ErrorKind::kNoSuchOverload, node);
  Timestamp time = value.as_timestamp();
  time.seconds += code_.zones[node.c].offset_at(time.seconds);
  return Value::timestamp(time);
}

Value Evaluator::unary(const Node& node) {
  const Value argument = run(node.a);
  if (argument.is_error()) return argument;
  return blame(code_.functions[node.c]({{&argument, 1}, arena_}), node.expression);
}

Value Evaluator::binary(const Node& node) {
  const Value arguments[2] = {run(node.a), run(node.b)};
  if (arguments[0].is_error()) return arguments[0];
  if (arguments[1].is_error()) return arguments[1];
  return blame(code_.functions[node.c]({arguments, arena_}), node.expression);
}

Value Evaluator::call(const Node& node) {
  Value on_stack[kStackArguments];
  Value* arguments = on_stack;
  if (node.b > kStackArguments) {
    arguments = arena_.allocate_array<Value>(node.b);
    if (arguments == nullptr) return error(ErrorKind::kCostExceeded, node);
  }
  for (uint32_t i = 0; i < node.b; ++i) {
    arguments[i] = run(code_.children[node.a + i]);
    if (arguments[i].is_error()) return arguments[i];
  }
  return blame(code_.functions[node.c]({{arguments, node.b}, arena_}), node.expression);
}

bool Evaluator::is_optional_child(const Node& node, size_t index) const {
  return node.flags != 0 && code_.optional_flags[node.c][index];
}

Value Evaluator::list(const Node& node) {
  Value* items = arena_.allocate_array<Value>(node.b);
  List* list = arena_.allocate_array<List>(1);
  if (items == nullptr || list == nullptr) return error(ErrorKind::kCostExceeded, node);
  uint32_t size = 0;
  for (uint32_t i = 0; i < node.b; ++i) {
    const Value item = run(code_.children[node.a + i]);
    if (item.is_error()) return item;
    if (!is_optional_child(node, i)) {
      items[size++] = item;
      continue;
    }
    if (item.kind() != Kind::kOptional) return error(ErrorKind::kNoSuchOverload, node);
    if (item.has_content()) items[size++] = item.content();
  }
  *list = {size, items};
  return Value::list(list);
}

Value Evaluator::map(const Node& node) {
  MapEntry* entries = arena_.allocate_array<MapEntry>(node.b / 2);
  if (entries == nullptr) return error(ErrorKind::kCostExceeded, node);
  size_t size = 0;
  for (uint32_t i = 0; i + 1 < node.b; i += 2) {
    const Value key = run(code_.children[node.a + i]);
    if (key.is_error()) return key;
    const Value value = run(code_.children[node.a + i + 1]);
    if (value.is_error()) return value;
    if (!is_optional_child(node, i / 2)) {
      entries[size++] = {key, value};
      continue;
    }
    if (value.kind() != Kind::kOptional) return error(ErrorKind::kNoSuchOverload, node);
    if (value.has_content()) entries[size++] = {key, value.content()};
  }
  return blame(make_map(arena_, {entries, size}), node.expression);
}

// An error of the bound value counts only where the body uses it.
Value Evaluator::bind(const Node& node) {
  locals_[node.local] = run(node.a);
  return run(node.b);
}

Value Evaluator::optional_map(const Node& node) {
  const Value optional = run(node.a);
  if (optional.is_error()) return optional;
  if (optional.kind() != Kind::kOptional) return error(ErrorKind::kNoSuchOverload, node);
  if (!optional.has_content()) return optional;
  locals_[node.local] = optional.content();
  const Value result = run(node.b);
  if (result.is_error()) return result;
  if (node.flags == 0) return blame(make_optional(arena_, result), node.expression);
  return result.kind() == Kind::kOptional ? result : error(ErrorKind::kNoSuchOverload, node);
}

// The right operand is evaluated only when the left has no content.
Value Evaluator::optional_or(const Node& node) {
  const Value optional = run(node.a);
  if (optional.is_error()) return optional;
  if (optional.kind() != Kind::kOptional) return error(ErrorKind::kNoSuchOverload, node);
  const bool wants_value = node.op == Op::kOptionalOrValue;
  if (optional.has_content()) return wants_value ? optional.content() : optional;
  const Value other = run(node.b);
  if (other.is_error() || wants_value || other.kind() == Kind::kOptional) return other;
  return error(ErrorKind::kNoSuchOverload, node);
}

}  // namespace gs::cel
