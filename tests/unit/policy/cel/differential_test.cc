#include <gtest/gtest.h>

#include <random>

#include "policy/cel/conformance_value.h"
#include "policy/cel/program.h"
#include "unit/policy/cel/expression_generator.h"
#include "unit/policy/cel/naive_evaluator.h"

namespace gs::cel {
namespace {

constexpr int kExpressions = 20'000;

std::string random_bytes(std::mt19937& random) {
  std::string bytes(300, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// Variables as the naive evaluator takes them. It does not tell a variable that failed from an
// absent one, so has() of one that failed is not compared.
NaiveVariables naive_variables(const Environment& environment, const std::vector<Value>& slots) {
  NaiveVariables variables;
  for (const Variable& variable : environment.variables()) {
    variables[variable.name] = to_naive(slots[variable.slot]);
  }
  return variables;
}

// Compiled code, the trace and the naive evaluator agree on everything generated.
TEST(Differential, ThreeEvaluatorsAgree) {
  LanguageOptions options;
  options.check = false;
  Environment environment(options);
  declare_generated_variables(environment);
  std::mt19937 random(20260301);
  int errors = 0;
  for (int round = 0; round < kExpressions; ++round) {
    const std::string bytes = random_bytes(random);
    ByteSource source(bytes);
    Arena arena;
    const std::vector<Value> slots = generate_slots(source, arena);
    const std::string text = generate_expression(source);
    const Compilation compiled = compile(text, environment);
    ASSERT_NE(compiled.program, nullptr) << text << "\n" << compiled.issues.front().message;
    const Value value = compiled.program->evaluate(slots, arena);
    const Value traced = compiled.program->trace(slots, arena, [](ExprId, const Value&) {});
    ASSERT_TRUE(same_value(value, traced))
        << text << "\nevaluated: " << to_string(value) << "\ntraced: " << to_string(traced);
    if (value.is_error() && value.error_kind() == ErrorKind::kCostExceeded) continue;
    const NaiveValue naive =
        evaluate_naively(compiled.program->ast(), naive_variables(environment, slots));
    ASSERT_TRUE(identical(to_naive(value), naive))
        << text << "\nevaluated: " << to_string(value) << ", variant " << naive.is.index();
    errors += value.is_error();
  }
  // Neither all fine nor all wrong, or the comparison would mean little.
  EXPECT_GT(errors, kExpressions / 20);
  EXPECT_LT(errors, kExpressions * 19 / 20);
}

}  // namespace
}  // namespace gs::cel
