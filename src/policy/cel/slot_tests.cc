// Built from the end: what follows a test is known when the test is added. The operands of && are
// added last to first, each going on to the one after it when it holds.
#include "policy/cel/slot_tests.h"

#include <utility>

namespace gs::cel {

namespace {

constexpr uint8_t kTrue = static_cast<uint8_t>(SlotTests::Verdict::kTrue);
constexpr uint8_t kFalse = static_cast<uint8_t>(SlotTests::Verdict::kFalse);

}  // namespace

SlotTests SlotTests::of(const Code& code) {
  SlotTests tests;
  const Place first = tests.add(code, code.root, kTrue, kFalse);
  if (!first || tests.size_ == 0) return SlotTests();
  tests.first_ = *first;
  return tests;
}

SlotTests::Place SlotTests::add(const Code& code, NodeIndex index, uint8_t on_true,
                                uint8_t on_false) {
  const Node& node = code.nodes[index];
  switch (node.op) {
    case Op::kConstant:
      if (!node.constant.is_bool()) return std::nullopt;
      return node.constant.as_bool() ? on_true : on_false;
    case Op::kSlot:
    case Op::kEqualSlot:
    case Op::kCompareSlot:
      return add_test(node, on_true, on_false);
    case Op::kAnd:
    case Op::kOr:
      return add_operands(code, node, on_true, on_false);
    case Op::kNot:
      return add(code, node.a, on_false, on_true);
    case Op::kChoice:
      return add_choice(code, node, on_true, on_false);
    default:
      return std::nullopt;
  }
}

SlotTests::Place SlotTests::add_operands(const Code& code, const Node& node, uint8_t on_true,
                                         uint8_t on_false) {
  const bool is_and = node.op == Op::kAnd;
  uint8_t next = is_and ? on_true : on_false;  // where the operand after this one begins
  for (uint32_t i = node.b; i-- > 0;) {
    const NodeIndex operand = code.children[node.a + i];
    const Place begin =
        is_and ? add(code, operand, next, on_false) : add(code, operand, on_true, next);
    if (!begin) return std::nullopt;
    next = *begin;
  }
  return next;
}

SlotTests::Place SlotTests::add_choice(const Code& code, const Node& node, uint8_t on_true,
                                       uint8_t on_false) {
  const Place otherwise = add(code, node.c, on_true, on_false);
  const Place then = otherwise ? add(code, node.b, on_true, on_false) : std::nullopt;
  return then ? add(code, node.a, *then, *otherwise) : std::nullopt;
}

SlotTests::Place SlotTests::add_test(const Node& node, uint8_t on_true, uint8_t on_false) {
  if (size_ == kMost || node.a > UINT16_MAX) return std::nullopt;
  Test test = {{.integer = 1}, static_cast<uint16_t>(node.a), Kind::kBool, kWhenEqual, on_true,
               on_false};
  if (node.op != Op::kSlot) {
    test.kind = node.constant.kind();
    const bool bare_bool = test.kind == Kind::kBool && node.op == Op::kEqualSlot;
    if (test.kind == Kind::kDouble) {
      test.constant.real = node.constant.as_double();
    } else if (test.kind == Kind::kInt || bare_bool) {
      test.constant.integer = node.constant.as_int();
    } else {
      return std::nullopt;
    }
  }
  if (node.op == Op::kCompareSlot) test.when = node.flags;
  if (node.op == Op::kEqualSlot && node.flags != 0) std::swap(test.on_true, test.on_false);
  tests_[size_] = test;
  return size_++;
}

}  // namespace gs::cel
