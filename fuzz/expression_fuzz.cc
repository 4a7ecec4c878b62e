// Any text as an expression: it compiles or has issues, evaluates to a value or an error, says the
// same when traced, and its canonical layout compiles to the same answer.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "policy/cel/format.h"
#include "policy/cel/parser.h"
#include "policy/cel/program.h"

namespace {

using namespace gs::cel;

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Environment environment;
  check(environment.declare("prompt.score", TypeKind::kDouble).has_value());
  check(environment.declare("prompt.flag", TypeKind::kBool).has_value());
  check(environment.declare("context", Type::map(TypeKind::kString, Type())).has_value());
  check(environment.declare("tags", Type::list(TypeKind::kString)).has_value());

  Compilation compiled = compile(text, environment);
  check((compiled.program == nullptr) == gs::has_errors(compiled.issues));
  if (!compiled.program) return 0;

  Arena arena;
  Value tag = Value::string("red");
  MapEntry entry{Value::string("tier"), Value::integer(3)};
  Value slots[] = {Value::real(0.9), Value::boolean(true), make_map(arena, {&entry, 1}),
                   make_list(arena, {&tag, 1})};
  std::string evaluated = to_string(compiled.program->evaluate(slots, arena));
  Arena trace_arena;
  std::string traced =
      to_string(compiled.program->trace(slots, trace_arena, [](ExprId, const Value&) {}));
  bool out_of_budget =
      evaluated.find("budget") != std::string::npos || traced.find("budget") != std::string::npos;
  check(out_of_budget || evaluated == traced);

  Compilation again = compile(format(compiled.program->ast(), true), environment);
  check(again.program != nullptr);
  return 0;
}
