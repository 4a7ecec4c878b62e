#include "policy/cel/program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "unit/policy/cel/allocation_count.h"

namespace gs::cel {
namespace {

// A rule's variables with values.
class Subject {
 public:
  explicit Subject(LanguageOptions options = {}) : environment_(std::move(options)) {
    add("prompt.contains_pii", TypeKind::kBool, Value::boolean(true));
    add("lawful_basis", TypeKind::kBool, Value::boolean(false));
    add("prompt.jailbreak_score", TypeKind::kDouble, Value::real(0.9));
    add("path", TypeKind::kString, Value::string("/v1/chat"));
    add("count", TypeKind::kInt, Value::integer(3));
    const Value tags[] = {Value::string("a"), Value::string("b"), Value::string("x")};
    add("tags", Type::list(TypeKind::kString), make_list(values_, tags));
  }

  void add(const char* name, Type type, const Value& value) {
    ASSERT_TRUE(environment_.declare(name, std::move(type)));
    slots_.push_back(value);
  }
  void set(const char* name, const Value& value) { slots_[environment_.find(name)->slot] = value; }
  Compilation compiled(std::string_view source) const { return compile(source, environment_); }
  Value run(std::string_view source) {
    const Compilation compilation = compiled(source);
    if (compilation.program == nullptr) {
      ADD_FAILURE() << source << "\n" << render(compilation.issues, "expression", source);
      return Value::null();
    }
    programs_.push_back(compilation.program);
    return compilation.program->evaluate(slots_, arena_);
  }
  std::string text(std::string_view source) { return to_string(run(source)); }

  Environment& environment() { return environment_; }
  const std::vector<Value>& slots() const { return slots_; }
  Arena& arena() { return arena_; }

 private:
  Environment environment_;
  std::vector<Value> slots_;
  Arena values_;
  Arena arena_;
  std::vector<std::shared_ptr<const Program>> programs_;  // results may point into them
};

TEST(Program, EvaluatesRules) {
  Subject subject;
  EXPECT_EQ(subject.text("prompt.contains_pii == true and lawful_basis == false"), "true");
  EXPECT_EQ(subject.text("prompt.jailbreak_score > 0.8"), "true");
  EXPECT_EQ(subject.text("0.95 <= prompt.jailbreak_score"), "false");
  EXPECT_EQ(subject.text("prompt.jailbreak_score < 1"), "true");
  EXPECT_EQ(subject.text("tags.exists(t, t == 'x')"), "true");
  EXPECT_EQ(subject.text("path.matches('^/v1/[a-z]+$')"), "true");
  EXPECT_EQ(subject.text("path in ['/v1/models', '/v1/chat']"), "true");
}

// What a slot holds at run time need not be what was declared.
TEST(Program, SpecialisedNodesTakeAnyValue) {
  struct Row {
    const char* source;
    Value value;
    const char* result;
  };
  const Value nan = Value::real(std::numeric_limits<double>::quiet_NaN());
  const Row rows[] = {
      {"prompt.contains_pii == true", Value::integer(1), "false"},
      {"prompt.contains_pii != true", Value::string("true"), "true"},
      {"prompt.contains_pii", Value::integer(1), "1"},
      {"prompt.contains_pii && true", Value::integer(1), "error: no such overload"},
      {"prompt.contains_pii == true", Value::error(ErrorKind::kUnavailable),
       "error: value unavailable"},
      {"prompt.contains_pii == true || true", Value::error(ErrorKind::kUnavailable), "true"},
      {"prompt.contains_pii == true && false", Value::error(ErrorKind::kAbsent), "false"},
      {"has(prompt.contains_pii)", Value::error(ErrorKind::kAbsent), "false"},
      {"has(prompt.contains_pii)", Value::error(ErrorKind::kUnavailable),
       "error: value unavailable"},
      {"has(prompt.contains_pii)", Value::null(), "true"},
      {"prompt.jailbreak_score > 0.8", Value::integer(1), "true"},
      {"prompt.jailbreak_score > 0.8", Value::string("1"), "error: no such overload"},
      {"prompt.jailbreak_score > 0.8", nan, "false"},
      {"prompt.jailbreak_score <= 0.8", nan, "false"},
      {"path in ['a', 'b']", Value::integer(1), "false"},
      {"path in ['a', 'b']", Value::error(ErrorKind::kAbsent), "error: no value"},
      {"path.matches('a')", Value::integer(1), "error: no such overload"},
      {"path.contains('a')", Value::null(), "error: no such overload"},
  };
  for (const Row& row : rows) {
    Subject subject;
    for (const char* name : {"prompt.contains_pii", "prompt.jailbreak_score", "path"}) {
      subject.set(name, row.value);
    }
    EXPECT_EQ(subject.text(row.source), row.result) << row.source << " " << to_string(row.value);
  }
}

TEST(Program, ErrorsNameTheExpressionThatFailed) {
  Subject subject;
  const char* source = "1 < 2 && 10 / (count - 3) > 1";
  const Compilation compiled = subject.compiled(source);
  ASSERT_NE(compiled.program, nullptr);
  const Value error = compiled.program->evaluate(subject.slots(), subject.arena());
  EXPECT_EQ(describe_error(error, compiled.program->ast()), "divide by zero: `10 / (count - 3)`");
  subject.set("prompt.jailbreak_score", Value::error(ErrorKind::kUnavailable));
  const Compilation second = subject.compiled("prompt.jailbreak_score > 0.8");
  EXPECT_EQ(describe_error(second.program->evaluate(subject.slots(), subject.arena()),
                           second.program->ast()),
            "value unavailable: `prompt.jailbreak_score`");
}

TEST(Program, FoldsConstantsWithoutLosingErrors) {
  Subject subject;
  EXPECT_EQ(subject.text("1 / 0 > 0 || lawful_basis == false"), "true");
  EXPECT_EQ(subject.text("1 / 0 > 0 && lawful_basis"), "false");
  EXPECT_EQ(subject.text("1 / 0 > 0 && prompt.contains_pii"), "error: divide by zero");
  EXPECT_EQ(subject.text("'abc'.size() + [1, 2][1] * 2"), "7");
  EXPECT_EQ(subject.text("true ? count : 1 / 0"), "3");
  EXPECT_EQ(subject.text("{'a': [1, 2]}.a[1]"), "2");
}

TEST(Program, ReadsOnlyWhatEvaluationCanTouch) {
  Subject subject;
  const auto slot = [&](const char* name) { return subject.environment().find(name)->slot; };
  const auto compiled = subject.compiled(
      "count > 1 && has(prompt.contains_pii) && count < 9 && (true || lawful_basis)");
  ASSERT_NE(compiled.program, nullptr);
  const std::vector<Slot> expected = {slot("prompt.contains_pii"), slot("count")};
  EXPECT_EQ(compiled.program->reads(), expected);
}

TEST(Program, RefusesAMalformedConstantPattern) {
  Subject subject;
  const auto compiled = subject.compiled("path.matches('(')");
  EXPECT_EQ(compiled.program, nullptr);
  ASSERT_EQ(compiled.issues.size(), 1u);
  EXPECT_EQ(compiled.issues[0].message, "malformed regular expression");
  EXPECT_EQ(compiled.issues[0].position.column, 14u);
}

TEST(Program, RefusesAnUnknownConstantTimeZone) {
  Subject subject;
  subject.add("now", TypeKind::kTimestamp, Value::timestamp({0, 0}));
  EXPECT_EQ(subject.compiled("now.getHours('Mars/Base') == 1").program, nullptr);
  EXPECT_EQ(subject.text("now.getHours('+03:00')"), "3");
}

TEST(Program, IterationsAreBoundedOverNestedLoops) {
  LanguageOptions options;
  options.max_iterations = 50;
  Subject subject(options);
  const std::string list = "[1,2,3,4,5,6,7,8,9,10]";
  EXPECT_EQ(subject.text(list + ".all(x, x > 0)"), "true");
  EXPECT_EQ(subject.text(list + ".all(x, " + list + ".all(y, y > 0))"),
            "error: cost limit exceeded");
  EXPECT_EQ(subject.text(list + ".map(x, " + list + ".map(y, y))"), "error: cost limit exceeded");
  EXPECT_EQ(subject.text(list + ".exists(x, " + list + ".exists(y, y == 1))"), "true");
}

// A string that doubles with every step: 2^40 bytes without a budget.
TEST(Program, MemoryIsBounded) {
  Subject subject;
  std::string source = "path";
  for (int i = 0; i < 40; ++i) {
    source = "cel.bind(x" + std::to_string(i) + ", " + source + ", x" + std::to_string(i) + " + x" +
             std::to_string(i) + ")";
  }
  EXPECT_EQ(subject.text(source), "error: cost limit exceeded");
  EXPECT_LT(subject.arena().reserved(), 64u * 1024 * 1024);
}

TEST(Program, ABoundErrorCountsOnlyWhereItIsUsed) {
  Subject subject;
  EXPECT_EQ(subject.text("cel.bind(x, 1 / 0, true)"), "true");
  EXPECT_EQ(subject.text("cel.bind(x, 1 / 0, x > 0)"), "error: divide by zero");
  EXPECT_EQ(subject.text("cel.bind(x, count, x + cel.bind(x, 2, x))"), "5");
}

TEST(Program, TraceShowsEverySubExpression) {
  Subject subject;
  const auto compiled = subject.compiled("lawful_basis || tags.exists(t, t == 'b')");
  ASSERT_NE(compiled.program, nullptr);
  std::vector<std::string> seen;
  const Ast& ast = compiled.program->ast();
  const Value value =
      compiled.program->trace(subject.slots(), subject.arena(), [&](ExprId id, const Value& at) {
        const SourceRange range = ast[id].range;
        seen.push_back(ast.source().substr(range.begin, range.end - range.begin) + " is " +
                       to_string(at));
      });
  EXPECT_TRUE(value.is_true());
  const std::vector<std::string> expected = {"lawful_basis is false",
                                             "tags is ['a', 'b', 'x']",
                                             "t is 'a'",
                                             "'b' is 'b'",
                                             "t == 'b' is false",
                                             "t is 'b'",
                                             "'b' is 'b'",
                                             "t == 'b' is true",
                                             "tags.exists(t, t == 'b') is true",
                                             "lawful_basis || tags.exists(t, t == 'b') is true"};
  EXPECT_EQ(seen, expected);
}

TEST(Program, TooFewSlotsAreAnError) {
  Subject subject;
  const auto compiled = subject.compiled("count == 3");
  const Value value = compiled.program->evaluate({}, subject.arena());
  ASSERT_TRUE(value.is_error());
  EXPECT_EQ(value.error_kind(), ErrorKind::kAbsent);
}

TEST(Program, ScalarEvaluationDoesNotAllocate) {
  Subject subject;
  Arena arena;
  for (const char* source :
       {"prompt.contains_pii == true and lawful_basis == false", "prompt.jailbreak_score > 0.8",
        "count + 1 > 2 && path.startsWith('/v1') && path in ['/v1/chat', '/v1/models']",
        "path.matches('^/v1/') || count % 2 == 0", "prompt.contains_pii ? count : -count",
        "10 / (count - 3) > 1", "size(path) > 3 && has(prompt.contains_pii)"}) {
    const Compilation compiled = subject.compiled(source);
    ASSERT_NE(compiled.program, nullptr) << source;
    compiled.program->evaluate(subject.slots(), arena);  // RE2 builds its automaton at first use
    const size_t before = allocation_count();
    const Value value = compiled.program->evaluate(subject.slots(), arena);
    EXPECT_EQ(allocation_count(), before) << source;
    EXPECT_EQ(arena.used(), 0u) << source;
    EXPECT_FALSE(value.kind() == Kind::kNull);
  }
}

TEST(Program, AReusedArenaStopsAllocating) {
  Subject subject;
  Arena arena;
  const Compilation compiled = subject.compiled("tags.map(t, t + 'x').exists(t, t == 'xx')");
  ASSERT_NE(compiled.program, nullptr);
  compiled.program->evaluate(subject.slots(), arena);
  arena.reset();
  const size_t before = allocation_count();
  EXPECT_TRUE(compiled.program->evaluate(subject.slots(), arena).is_true());
  EXPECT_EQ(allocation_count(), before);
}

}  // namespace
}  // namespace gs::cel
