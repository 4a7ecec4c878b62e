// A compiled expression and its evaluation.
//
//   Environment environment;
//   Slot score = *environment.declare("prompt.jailbreak_score", TypeKind::kDouble);
//   Compilation compiled = compile("prompt.jailbreak_score > 0.8", environment);
//   if (!compiled.program) return print(compiled.issues);
//   Value slots[] = {Value::real(0.9)};
//   Value result = compiled.program->evaluate(slots, arena);   // true
//
// A Program is immutable and safe to share between threads. Evaluation of scalar expressions does
// not allocate; lists, maps and strings that an expression makes live in the caller's arena.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "policy/cel/arena.h"
#include "policy/cel/ast.h"
#include "policy/cel/checker.h"
#include "policy/cel/environment.h"
#include "policy/cel/value.h"

namespace gs::cel {

class Program {
 public:
  virtual ~Program() = default;

  // `slots` holds a value for every slot of the environment, in slot order; an absent variable is
  // Value::error(ErrorKind::kAbsent). The result may point into slots, arena and program.
  virtual Value evaluate(std::span<const Value> slots, Arena& arena) const = 0;

  // As evaluate(), and calls `observe` with every sub-expression that was evaluated and its value,
  // children before parents, a body of a comprehension once an iteration. Slow: nothing is folded
  // or specialised. For explain and coverage.
  using Observer = std::function<void(ExprId, const Value&)>;
  virtual Value trace(std::span<const Value> slots, Arena& arena,
                      const Observer& observe) const = 0;

  virtual const Ast& ast() const = 0;
  virtual const CheckedTypes& types() const = 0;
  const Type& result_type() const { return types().type(ast().root()); }

  // The slots that evaluation may read, ascending, without repeats; constants are not slots.
  virtual const std::vector<Slot>& reads() const = 0;
};

struct Compilation {
  std::shared_ptr<const Program> program;  // null when an issue is an error
  Issues issues;                           // positions within the source
};

// Parses, checks, folds constants and compiles. The environment must outlive the program.
Compilation compile(std::string_view source, const Environment& environment);

// "divide by zero: `10 / x`": an error value in words, with the text of the expression that failed.
std::string describe_error(const Value& error, const Ast& ast);

}  // namespace gs::cel
