// The short form must give what the tree gives, for every value that a slot can hold. The trace,
// which shares no code with either, is the second opinion.
#include "policy/cel/slot_tests.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "policy/cel/checker.h"
#include "policy/cel/compiler.h"
#include "policy/cel/conformance_value.h"
#include "policy/cel/parser.h"
#include "policy/cel/program.h"

namespace gs::cel {
namespace {

Environment variables() {
  LanguageOptions options;
  options.check = false;
  Environment environment(std::move(options));
  for (const char* name : {"x", "y", "z"}) {
    EXPECT_TRUE(environment.declare(name, TypeKind::kDyn));
  }
  return environment;
}

Code code_of(const std::string& source, const Environment& environment) {
  const Parsed parsed = parse(source, environment.options());
  EXPECT_TRUE(parsed.ast) << source;
  const Checked checked = check(*parsed.ast, environment);
  return generate(*parsed.ast, checked.tables, environment);
}

// What the chain of `source` says of slots x, y and z that hold `x`, false and false.
SlotTests::Verdict verdict(const std::string& source, const Value& x) {
  const Environment environment = variables();
  const Value slots[] = {x, Value::boolean(false), Value::boolean(false)};
  return SlotTests::of(code_of(source, environment)).run(slots);
}

constexpr auto kUnknown = SlotTests::Verdict::kUnknown;
constexpr auto kFalse = SlotTests::Verdict::kFalse;
constexpr auto kTrue = SlotTests::Verdict::kTrue;

TEST(SlotTests, DecidesWhatOnlyTestsSlots) {
  const struct {
    const char* source;
    Value x;
    SlotTests::Verdict verdict;
  } kRows[] = {
      {"x", Value::boolean(true), kTrue},
      {"!x", Value::boolean(true), kFalse},
      {"x == true && y == false", Value::boolean(true), kTrue},
      {"x == true && y != false", Value::boolean(true), kFalse},
      {"y || x > 0.8", Value::real(0.9), kTrue},
      {"y || x > 0.8", Value::real(0.8), kFalse},
      {"3 <= x", Value::integer(3), kTrue},
      {"y ? z : x < 3", Value::integer(2), kTrue},
      {"!(y && z) && (x == 1 || x == 2)", Value::integer(2), kTrue},
  };
  for (const auto& row : kRows) EXPECT_EQ(verdict(row.source, row.x), row.verdict) << row.source;
}

TEST(SlotTests, LeavesTheRestToTheTree) {
  const struct {
    const char* source;
    Value x;
  } kRows[] = {
      {"true", Value::boolean(true)},           // a constant needs no test
      {"x == 'a'", Value::string("a")},         // neither boolean nor number
      {"x + 1 > 2", Value::integer(2)},         // not a slot
      {"x > 1", Value::real(2)},                // another kind than the constant's
      {"x", Value::error(ErrorKind::kAbsent)},  // the tree knows whom to blame
      {"x == 1 || x == 2 || x == 3 || x == 4 || x == 5 || x == 6 || x == 7 || x == 8",
       Value::integer(1)},  // too long
  };
  for (const auto& row : kRows) EXPECT_EQ(verdict(row.source, row.x), kUnknown) << row.source;
}

TEST(SlotTests, TakesAChainOfSevenAtMost) {
  std::string source = "x == 1";
  for (int i = 2; i <= 7; ++i) source += " || x == " + std::to_string(i);
  EXPECT_EQ(verdict(source, Value::integer(7)), kTrue);
  EXPECT_EQ(verdict(source + " || x == 8", Value::integer(7)), kUnknown);
}

std::vector<std::string> conditions_of(const std::string& variable) {
  return {variable,
          "!" + variable,
          variable + " == true",
          variable + " != 1",
          variable + " <= 1",
          variable + " == 0.5",
          variable + " != 0.5",
          variable + " >= 0.5",
          variable + " < true"};
}

// Every condition of two variables of this form, with every kind of value in both.
TEST(SlotTests, AgreeWithTheTraceOnEverySmallCondition) {
  const std::vector<Value> values = {Value::boolean(false),
                                     Value::boolean(true),
                                     Value::integer(0),
                                     Value::integer(1),
                                     Value::real(0.5),
                                     Value::real(std::numeric_limits<double>::quiet_NaN()),
                                     Value::unsigned_integer(1),
                                     Value::string("a"),
                                     Value::error(ErrorKind::kAbsent),
                                     Value::error(ErrorKind::kUnavailable)};
  const Environment environment = variables();
  int decided = 0;
  for (const std::string& left : conditions_of("x")) {
    for (const std::string& right : conditions_of("y")) {
      for (const std::string& source :
           {left + " && " + right, left + " || " + right, "!(" + left + " || " + right + ")",
            left + " ? " + right + " : z", "(" + left + " && z) || " + right}) {
        const Compilation compiled = compile(source, environment);
        ASSERT_TRUE(compiled.program) << source;
        const SlotTests tests = SlotTests::of(code_of(source, environment));
        for (const Value& x : values) {
          for (const Value& y : values) {
            const Value slots[] = {x, y, Value::boolean(true)};
            Arena arena;
            const Value traced = compiled.program->trace(slots, arena, [](ExprId, const Value&) {});
            const Value value = compiled.program->evaluate(slots, arena);
            ASSERT_TRUE(same_value(value, traced))
                << source << " of " << to_string(x) << " and " << to_string(y) << ": "
                << to_string(value) << ", traced " << to_string(traced);
            decided += tests.run(slots) != kUnknown;
          }
        }
      }
    }
  }
  EXPECT_GT(decided, 3000);  // the short form took part
}

}  // namespace
}  // namespace gs::cel
