// Runs compiled code. One Evaluator is one evaluation; it lives on the stack.
#pragma once

#include <optional>

#include "policy/cel/code.h"

namespace gs::cel {

class Evaluator {
 public:
  // `slots` has at least code.slot_count values.
  Evaluator(const Code& code, const Value* slots, Arena& arena)
      : code_(code), slots_(slots), arena_(arena), iterations_left_(code.max_iterations) {}

  Value run();
  Value run(NodeIndex index);

 private:
  Value evaluate(NodeIndex index);
  Value run(const Node& node);
  [[gnu::noinline]] Value has_slot(const Node& node);
  [[gnu::noinline]] Value negation(const Node& node);
  [[gnu::noinline]] Value logical(const Node& node, bool decisive);
  [[gnu::noinline]] Value choice(const Node& node);
  [[gnu::noinline]] Value equality(const Node& node);
  [[gnu::noinline]] Value ordering(const Node& node);
  [[gnu::noinline]] Value in_strings(const Node& node);
  [[gnu::noinline]] Value matches(const Node& node);
  [[gnu::noinline]] Value select(const Node& node);
  [[gnu::noinline]] Value local_time(const Node& node);
  [[gnu::noinline]] Value unary(const Node& node);
  [[gnu::noinline]] Value binary(const Node& node);
  [[gnu::noinline]] Value call(const Node& node);
  [[gnu::noinline]] Value list(const Node& node);
  [[gnu::noinline]] Value map(const Node& node);
  [[gnu::noinline]] Value bind(const Node& node);
  [[gnu::noinline]] Value optional_map(const Node& node);
  [[gnu::noinline]] Value optional_or(const Node& node);
  bool is_optional_child(const Node& node, size_t index) const;
  Value error(ErrorKind kind, const Node& node) const {
    return Value::error(kind, node.expression);
  }

  // evaluator_loops.cc
  struct Range;
  [[gnu::noinline]] Value loop(const Node& node);
  Value open(const Node& node, Range& range);
  bool step(const Loop& loop, const Range& range, size_t at);
  Value filtered(const Node& node, const Loop& loop);
  std::optional<Value> body_of(const Node& node, const Loop& loop, const Range& range, size_t at);
  Value quantify(const Node& node, const Loop& loop, const Range& range, bool decisive);
  Value exists_one(const Node& node, const Loop& loop, const Range& range);
  Value collect_list(const Node& node, const Loop& loop, const Range& range);
  Value collect_map(const Node& node, const Loop& loop, const Range& range);
  Value collect_entries(const Node& node, const Loop& loop, const Range& range);

  const Code& code_;
  const Value* slots_;
  Arena& arena_;
  Value* locals_ = nullptr;
  uint32_t iterations_left_;
};

}  // namespace gs::cel
