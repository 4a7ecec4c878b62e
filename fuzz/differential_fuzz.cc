// Bytes become an expression and its variables; the compiled program, its trace and a naive
// evaluator that shares no code with them must agree.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "policy/cel/conformance_value.h"
#include "policy/cel/program.h"
#include "unit/policy/cel/expression_generator.h"
#include "unit/policy/cel/naive_evaluator.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gs::cel;
  ByteSource source(std::string_view(reinterpret_cast<const char*>(data), size));
  LanguageOptions options;
  options.check = false;
  Environment environment(options);
  declare_generated_variables(environment);
  Arena arena;
  const std::vector<Value> slots = generate_slots(source, arena);
  const Compilation compiled = compile(generate_expression(source), environment);
  if (!compiled.program) std::abort();
  const Value value = compiled.program->evaluate(slots, arena);
  const Value traced = compiled.program->trace(slots, arena, [](ExprId, const Value&) {});
  if (!same_value(value, traced)) std::abort();
  if (value.is_error() && value.error_kind() == ErrorKind::kCostExceeded) return 0;
  NaiveVariables variables;
  for (const Variable& variable : environment.variables()) {
    variables[variable.name] = to_naive(slots[variable.slot]);
  }
  if (!identical(to_naive(value), evaluate_naively(compiled.program->ast(), variables)))
    std::abort();
  return 0;
}
