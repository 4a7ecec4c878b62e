// The short form of a condition that does nothing but test variables, such as
// `prompt.contains_pii == true and lawful_basis == false`: a chain of comparisons of one slot with
// one constant, each with the place to go to when it holds and when it does not.
//
// Most rules of a policy are of this shape. Their chain lies inside the program, in one or two
// cache lines, and runs in one loop without a call; the tree of nodes (code.h) is not touched. The
// chain knows booleans, ints and doubles alone. At the first slot that holds anything else, an
// error as well, it gives up with kUnknown and the tree is evaluated from the start: up to there
// nothing was decided that the tree would decide otherwise, because && and || are decided by their
// first decisive operand there too.
#pragma once

#include <cstdint>
#include <optional>

#include "policy/cel/code.h"
#include "policy/cel/value.h"

namespace gs::cel {

class SlotTests {
 public:
  static constexpr uint8_t kMost = 7;  // tests; with a program's head they fill two cache lines

  enum class Verdict : uint8_t { kUnknown = 253, kFalse, kTrue };

  // No chain: run() gives kUnknown.
  SlotTests() = default;
  // The chain of `code`, or none where it is not of this shape or too long.
  static SlotTests of(const Code& code);

  // `slots` has at least the slots that the code touches.
  Verdict run(const Value* slots) const {
    uint8_t at = first_;
    while (at < kMost) {
      const Test& test = tests_[at];
      const Value& value = slots[test.slot];
      if (value.kind() != test.kind) return Verdict::kUnknown;
      const uint8_t order = test.kind == Kind::kDouble
                                ? order_of(value.as_double(), test.constant.real)
                                : order_of(value.as_int(), test.constant.integer);
      at = (order & test.when) != 0 ? test.on_true : test.on_false;
    }
    return static_cast<Verdict>(at);
  }

 private:
  static constexpr uint8_t kWhenUnordered = 8;  // beside the bits of code.h: one is a NaN

  union Constant {
    int64_t integer;  // booleans are 0 and 1
    double real;
  };
  struct Test {
    Constant constant;
    uint16_t slot;
    Kind kind;
    uint8_t when;     // the orders of slot and constant in which the test holds
    uint8_t on_true;  // index of the next test, or a Verdict
    uint8_t on_false;
  };
  static_assert(sizeof(Test) == 16);

  // The bit of the order, by arithmetic instead of branches that would be guessed wrong.
  static uint8_t order_of(int64_t a, int64_t b) {
    return static_cast<uint8_t>(kWhenEqual + 2 * (a > b) - (a < b));
  }
  static uint8_t order_of(double a, double b) {
    return static_cast<uint8_t>(kWhenUnordered - 7 * (a < b) - 6 * (a == b) - 4 * (a > b));
  }

  // Each adds the tests of node `index` and says where they begin; nullopt: not of this shape.
  using Place = std::optional<uint8_t>;
  Place add(const Code& code, NodeIndex index, uint8_t on_true, uint8_t on_false);
  Place add_operands(const Code& code, const Node& node, uint8_t on_true, uint8_t on_false);
  Place add_choice(const Code& code, const Node& node, uint8_t on_true, uint8_t on_false);
  Place add_test(const Node& node, uint8_t on_true, uint8_t on_false);

  uint8_t first_ = static_cast<uint8_t>(Verdict::kUnknown);
  uint8_t size_ = 0;
  Test tests_[kMost];
};

}  // namespace gs::cel
