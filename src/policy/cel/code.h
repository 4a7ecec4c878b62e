// The compiled form of an expression: compact nodes in one vector, children before parents.
//
// The compiler has resolved names to slots and locals, folded what is constant, flattened chains of
// && and ||, and replaced common shapes (slot compared with a constant, `in` a constant list of
// strings, a constant pattern) by nodes of their own. A node must give what the plain form would
// give for every value that a slot can hold, also an error or a value of an undeclared type.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "policy/cel/arena.h"
#include "policy/cel/ast.h"
#include "policy/cel/function.h"
#include "policy/cel/pattern.h"
#include "policy/cel/time_zone.h"
#include "policy/cel/value.h"

namespace gs::cel {

enum class Op : uint8_t {
  kConstant,  // `constant`
  kSlot,      // slots[a]
  kHasSlot,   // has() of the variable in slots[a]
  kLocal,     // locals[local]
  kAnd,       // children [a, a + b)
  kOr,
  kNot,              // a
  kChoice,           // a ? b : c
  kEqual,            // a == b; `flags` is 1 for !=
  kEqualSlot,        // slots[a] == constant; `flags` as above; c is the expression of the slot
  kCompare,          // a ordered against b; `flags` holds the kLess.. bits that give true
  kCompareSlot,      // slots[a] against constant; c as above
  kInStrings,        // a in string set c
  kMatches,          // a matches pattern c
  kSelect,           // field `constant` of a; `flags` is a Selection
  kLocalTime,        // timestamp a moved to the local time of zone c
  kUnary,            // function c of a
  kBinary,           // function c of a and b
  kCall,             // function c of children [a, a + b)
  kList,             // children [a, a + b); `flags` 1 when optional flags c apply
  kMap,              // children [a, a + b), key and value by turns; likewise
  kLoop,             // loop c
  kBind,             // locals[local] = a, then b
  kOptionalMap,      // b with locals[local] = content of a; `flags` is 1 when b is optional itself
  kOptionalOr,       // a.or(b)
  kOptionalOrValue,  // a.orValue(b)
};

// Bits of Node::flags for orders.
inline constexpr uint8_t kWhenLess = 1;
inline constexpr uint8_t kWhenEqual = 2;
inline constexpr uint8_t kWhenGreater = 4;

enum class Selection : uint8_t { kPlain, kOptional, kTest };

using NodeIndex = uint32_t;
inline constexpr NodeIndex kNoNode = UINT32_MAX;
using LocalIndex = uint16_t;
inline constexpr LocalIndex kNoLocal = UINT16_MAX;

struct Node {
  Op op = Op::kConstant;
  uint8_t flags = 0;
  LocalIndex local = kNoLocal;
  ExprId expression = 0;  // to blame for errors
  uint32_t a = 0, b = 0, c = 0;
  Value constant;
};

inline bool reads_slot(const Node& node) {
  return node.op == Op::kSlot || node.op == Op::kHasSlot || node.op == Op::kEqualSlot ||
         node.op == Op::kCompareSlot;
}

struct Loop {
  Comprehension kind = Comprehension::kAll;
  NodeIndex range = kNoNode;
  NodeIndex filter = kNoNode;  // kNoNode: every element
  NodeIndex body = kNoNode;
  LocalIndex first = kNoLocal;
  LocalIndex second = kNoLocal;  // kNoLocal: the one-variable form
};

// Something that compiles but can only fail, such as a malformed constant pattern.
struct CertainFailure {
  ExprId expression = 0;
  std::string_view message;
};

// What every evaluation reads comes first, in one or two cache lines.
struct Code {
  NodeIndex root = kNoNode;
  LocalIndex local_count = 0;
  uint32_t slot_count = 0;  // slots that evaluation may touch: the highest plus one
  uint32_t max_iterations = 0;
  std::vector<Node> nodes;
  std::vector<NodeIndex> children;
  std::vector<FunctionCode> functions;
  std::vector<Loop> loops;
  std::vector<std::unique_ptr<const Pattern>> patterns;
  std::vector<TimeZone> zones;
  std::vector<std::unordered_set<std::string_view>> string_sets;
  std::vector<std::vector<bool>> optional_flags;
  std::vector<CertainFailure> certain_failures;
  std::unique_ptr<Arena> constants;  // what folding made
};

// `value`, an error without a place being given `expression` as its place.
inline Value blame(const Value& value, ExprId expression) {
  if (!value.is_error() || value.error_expression() != 0) return value;
  return Value::error(value.error_kind(), expression);
}

}  // namespace gs::cel
