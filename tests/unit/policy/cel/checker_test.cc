#include "policy/cel/checker.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "declared_rows.h"
#include "policy/cel/parser.h"

namespace gs::cel {
namespace {

Environment policy_environment(LanguageOptions options = {}) {
  Environment environment(std::move(options));
  const std::pair<std::string, Type> variables[] = {
      {"prompt.jailbreak_score", TypeKind::kDouble},
      {"prompt.contains_pii", TypeKind::kBool},
      {"prompt.text", TypeKind::kString},
      {"n", TypeKind::kInt},
      {"u", TypeKind::kUint},
      {"s", TypeKind::kString},
      {"b", TypeKind::kBool},
      {"any", Type()},
      {"list", Type::list(TypeKind::kInt)},
      {"map", Type::map(TypeKind::kString, TypeKind::kInt)},
      {"by_number", Type::map(TypeKind::kInt, TypeKind::kString)},
      {"request.labels", Type::map(TypeKind::kString, TypeKind::kString)},
      {"now", TypeKind::kTimestamp},
  };
  for (const auto& [name, type] : variables) EXPECT_TRUE(environment.declare(name, type)) << name;
  return environment;
}

// The type of the expression, or its first issue as "column length: message | suggestion".
std::string checked(std::string_view source, const Environment& environment) {
  const Parsed parsed = parse(source, environment.options());
  if (!parsed.ast) return "syntax: " + parsed.issues[0].message;
  const Checked result = check(*parsed.ast, environment);
  if (result.issues.empty()) return result.tables.type(parsed.ast->root()).to_string();
  const Issue& issue = result.issues[0];
  std::string text = std::to_string(issue.position.column) + " " + std::to_string(issue.length) +
                     ": " + issue.message;
  if (!issue.suggestion.empty()) text += " | " + issue.suggestion;
  return text;
}

TEST(Checker, DeducesTypes) {
  const Environment environment = policy_environment();
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"1", "int"},
      {"null", "null_type"},
      {"b'x'", "bytes"},
      {"[1, 2]", "list(int)"},
      {"[1, 'a']", "list(dyn)"},
      {"[]", "list(dyn)"},
      {"[[], [1]]", "list(list(int))"},
      {"[1, dyn(2)]", "list(dyn)"},
      {"{}", "map(dyn, dyn)"},
      {"{'a': 1}", "map(string, int)"},
      {"{'a': 1, 'b': 2.0}", "map(string, dyn)"},
      {"{1: 1, 2u: 1}", "map(dyn, int)"},
      {"[] + [1]", "list(int)"},
      {"1 + 2", "int"},
      {"1.0 / 2.0", "double"},
      {"any + 1", "int"},
      {"any + any", "dyn"},
      {"now - now", "google.protobuf.Duration"},
      {"now + duration('1s')", "google.protobuf.Timestamp"},
      {"-n", "int"},
      {"n > 1", "bool"},
      {"prompt.jailbreak_score > 0.8 and not prompt.contains_pii", "bool"},
      {"prompt.jailbreak_score > 1", "bool"},
      {"n in list", "bool"},
      {"'a' in map", "bool"},
      {"b ? 1 : 2", "int"},
      {"b ? 1 : any", "dyn"},
      {"b ? [] : [1]", "list(int)"},
      {"list[0]", "int"},
      {"map['a']", "int"},
      {"map.a", "int"},
      {"map.?a", "optional_type(int)"},
      {"map[?'a']", "optional_type(int)"},
      {"{'a': {'b': 1}}.?a.b", "optional_type(int)"},
      {"{'a': {'b': 1}}.?a.?b.orValue(2)", "int"},
      {"any.x.y", "dyn"},
      {"has(map.a)", "bool"},
      {"size(s) > s.size()", "bool"},
      {"s.startsWith('a')", "bool"},
      {"type(1)", "type(int)"},
      {"int", "type(int)"},
      {"google.protobuf.Timestamp", "type(google.protobuf.Timestamp)"},
      {"type(n) == uint", "bool"},
      {"list.all(x, x > 0)", "bool"},
      {"list.map(x, string(x))", "list(string)"},
      {"list.map(x, x > 1, x * 2)", "list(int)"},
      {"list.filter(x, x > 1)", "list(int)"},
      {"map.map(k, k + 'x')", "list(string)"},
      {"map.exists(k, v, k == 'a' && v > 1)", "bool"},
      {"list.transformList(i, x, x + i)", "list(int)"},
      {"map.transformMap(k, v, k)", "map(string, string)"},
      {"list.transformMap(i, x, 'a')", "map(int, string)"},
      {"list.transformMapEntry(i, x, {x: i})", "map(int, int)"},
      {"[].all(x, x > 0)", "bool"},
      {"cel.bind(x, [1], x + x)", "list(int)"},
      {"optional.of(1)", "optional_type(int)"},
      {"optional.none()", "optional_type(dyn)"},
      {"optional.of(1).optMap(x, string(x))", "optional_type(string)"},
      {"optional.of({'a': 1}).optFlatMap(x, x.?a)", "optional_type(int)"},
      {"optional.none().orValue(1)", "int"},
      {"[?optional.of(1)]", "list(int)"},
      {"{?'a': map.?a}", "map(string, int)"},
      {"math.greatest(1, 2)", "int"},
      {"request.labels.team == 'x'", "bool"},
      {"now == null", "bool"},
      {"any == 1", "bool"},
      {"[any] == [1]", "bool"},
  };
  for (const auto& [source, type] : rows) EXPECT_EQ(checked(source, environment), type) << source;
}

TEST(Checker, ReportsTypeErrorsWithPlaceAndRemedy) {
  const Environment environment = policy_environment();
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"not prompt.jailbreak_score > 0.8",
       "1 26: the operand of 'not' must be a bool, not double | not (prompt.jailbreak_score > "
       "0.8)"},
      {"!n == 1", "1 2: the operand of '!' must be a bool, not int | !(n == 1)"},
      {"not any > 1", "1 11: operator '>' cannot compare bool with int | not (any > 1)"},
      {"(not n) == b", "1 7: the operand of 'not' must be a bool, not int"},
      {"n and b", "1 1: an operand of 'and' must be a bool, not int"},
      {"b || s", "6 1: an operand of '||' must be a bool, not string"},
      {"s == 1", "1 6: operator '==' cannot compare string with int"},
      {"s < n", "1 5: operator '<' cannot compare string with int"},
      {"list < list", "1 11: operator '<' cannot order values of type list(int)"},
      {"1 + 1.0", "1 7: operator '+' does not take int and double | 1.0"},
      {"u + 2", "1 5: operator '+' does not take uint and int | 2u"},
      {"-s", "1 2: operator '-' does not take string"},
      {"b ? 1 : 'a'", "1 11: the branches of '?' have different types, int and string"},
      {"n ? 1 : 2", "1 1: the condition of '?' must be a bool, not int"},
      {"s.x", "3 1: a value of type string has no field 'x'"},
      {"by_number.x", "11 1: a map with keys of type int has no field 'x'"},
      {"list['a']", "1 9: operator '[]' does not take list(int) and string"},
      {"{1.5: 2}", "2 3: a map key is an int, uint, bool or string, not double"},
      {"[?1]", "3 1: '[?' needs an optional value, found int"},
      {"{?'a': 1}", "8 1: '{?' needs an optional value, found int"},
      {"n.all(x, true)", "1 1: 'all' goes over a list or a map, not int"},
      {"list.all(x, x)", "13 1: the condition of 'all' must be a bool, not int"},
      {"list.map(x, x, 1)", "13 1: the condition of 'map' must be a bool, not int"},
      {"n.optMap(x, x)", "1 1: 'optMap' needs an optional value, found int"},
      {"optional.of(1).optFlatMap(x, x)", "30 1: 'optFlatMap' needs an optional result, found int"},
      {"list.transformMapEntry(i, x, x)",
       "30 1: 'transformMapEntry' needs a map such as {key: value}, found int"},
      {"m{a: 1}", "1 1: there are no message types; 'm' is unknown"},
      {"s.startsWith(1)",
       "3 10: no function string.startsWith(int); there is string.startsWith(string) -> bool"},
  };
  for (const auto& [source, issue] : rows) EXPECT_EQ(checked(source, environment), issue) << source;
}

TEST(Checker, ReportsUnknownNamesWithASuggestion) {
  const Environment environment = policy_environment();
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"prompt.jailbrake_score > 0.8",
       "1 22: undeclared name 'prompt.jailbrake_score' | prompt.jailbreak_score"},
      {"promt.text.size() > 1", "1 10: undeclared name 'promt.text' | prompt.text"},
      {"has(promt.text)", "5 5: undeclared name 'promt'"},
      {"prompt == 1",
       "1 6: 'prompt' has no value of its own, only fields such as 'prompt.jailbreak_score'"},
      {"b == True", "6 4: undeclared name 'True' | true"},
      {"size > 1", "1 4: 'size' is a function and is called with parentheses"},
      {"list.map(item, itm)", "16 3: undeclared name 'itm' | item"},
      {"list.map(item, .item)", "16 5: undeclared name 'item'"},
      {"s.startWith('a')", "3 9: undeclared function 'startWith' | startsWith"},
      {"list.exist(x, x)", "6 5: undeclared function 'exist' | exists"},
      {"sise(s)", "1 4: undeclared function 'sise' | size"},
      {"math.greatst(1)", "1 12: undeclared function 'math.greatst' | math.greatest"},
      {"startsWith(s, 'a')", "1 10: function 'startsWith' is called on a value"},
      {"trim(s)", "1 4: function 'trim' is called on a value | s.trim()"},
      {"x > 1", "1 1: undeclared name 'x'"},
      {"n.double()", "3 6: function 'double' is not called on a value | double(n)"},
  };
  for (const auto& [source, issue] : rows) EXPECT_EQ(checked(source, environment), issue) << source;
}

TEST(Checker, CollectsIssuesUpToALimit) {
  const Environment environment = policy_environment();
  const auto issues = [&](const std::string& source) {
    return check(*parse(source, {}).ast, environment).issues.size();
  };
  EXPECT_EQ(issues("x1 and x2 and s == 1"), 3u);
  std::string many = "x";
  for (int i = 0; i < 100; ++i) many += " and x";
  EXPECT_EQ(issues(many), 20u);
}

TEST(Checker, CrossTypeComparisonIsAnOption) {
  LanguageOptions options;
  options.cross_type_numeric_comparison = false;
  const Environment environment = policy_environment(options);
  EXPECT_EQ(checked("prompt.jailbreak_score > 1", environment),
            "1 26: operator '>' cannot compare double with int | 1.0");
  EXPECT_EQ(checked("1u == n", environment), "1 7: operator '==' cannot compare uint with int");
}

// ---- references

Reference root_reference(std::string_view source, const Environment& environment) {
  const Parsed parsed = parse(source, environment.options());
  return check(*parsed.ast, environment).tables.reference(parsed.ast->root());
}

TEST(Checker, LongestDottedNameWins) {
  Environment environment;
  ASSERT_TRUE(environment.declare("a.b", Type::map(TypeKind::kString, TypeKind::kInt)));
  ASSERT_TRUE(environment.declare("a.b.c", TypeKind::kString));
  ASSERT_TRUE(environment.declare("a", Type()));
  EXPECT_EQ(checked("a.b.c", environment), "string");
  EXPECT_EQ(checked("(a.b).c", environment), "string");
  EXPECT_EQ(checked("a.b.d", environment), "int");
  EXPECT_EQ(checked("a.c", environment), "dyn");
  EXPECT_EQ(checked("a.`b.c`", environment), "dyn");
  EXPECT_EQ(checked("a['b']", environment), "dyn");
  const Parsed parsed = parse("a.b.d", {});
  const Checked result = check(*parsed.ast, environment);
  const Expr& root = (*parsed.ast)[parsed.ast->root()];
  EXPECT_EQ(result.tables.reference(parsed.ast->root()).kind, Reference::Kind::kNone);
  EXPECT_EQ(result.tables.reference(root.args[0]).variable, environment.find("a.b"));
}

TEST(Checker, ContainersQualifyNames) {
  LanguageOptions options;
  options.container = "com.example";
  Environment environment(options);
  ASSERT_TRUE(environment.declare("com.example.y", TypeKind::kInt));
  ASSERT_TRUE(environment.declare("com.z", TypeKind::kUint));
  ASSERT_TRUE(environment.declare("y", TypeKind::kString));
  EXPECT_EQ(checked("y", environment), "int");
  EXPECT_EQ(checked(".y", environment), "string");
  EXPECT_EQ(checked("z", environment), "uint");
  EXPECT_EQ(checked("example.y", environment), "int");
  EXPECT_EQ(checked("com.example.y", environment), "int");
  EXPECT_EQ(checked("['a'].map(y, y)", environment), "list(string)");
}

TEST(Checker, LoopVariablesHideDottedNames) {
  Environment environment;
  ASSERT_TRUE(environment.declare("y.z", TypeKind::kString));
  EXPECT_EQ(checked("[{'z': 0}].map(y, y.z)", environment), "list(int)");
  EXPECT_EQ(checked("[{'z': 0}].map(y, .y.z)", environment), "list(string)");
  EXPECT_EQ(checked("[1].map(y, y) == [2] && y.z == ''", environment), "bool");
  EXPECT_EQ(checked("[1].map(x, ['a'].map(x, x))", environment), "list(list(string))");
}

TEST(Checker, PresenceOfADottedVariableRefersToTheVariable) {
  const Environment environment = policy_environment();
  const Reference reference = root_reference("has(prompt.text)", environment);
  EXPECT_EQ(reference.kind, Reference::Kind::kVariable);
  EXPECT_EQ(reference.variable, environment.find("prompt.text"));
  EXPECT_EQ(root_reference("has(request.labels.x)", environment).kind, Reference::Kind::kNone);
}

TEST(Checker, TypeNamesAreValues) {
  const Environment environment;
  EXPECT_EQ(root_reference("int", environment).type_name, "int");
  EXPECT_EQ(root_reference("google.protobuf.Duration", environment).type_name,
            "google.protobuf.Duration");
  EXPECT_EQ(root_reference("dyn", environment).kind, Reference::Kind::kNone);
}

TEST(Checker, WithoutCheckingOnlyNamesAreResolved) {
  LanguageOptions options;
  options.check = false;
  const Environment environment = policy_environment(options);
  EXPECT_EQ(checked("1 + 'a' == nothing.at.all || f(n)", environment), "dyn");
  const Parsed parsed = parse("f_unknown(n)", {});
  const Checked result = check(*parsed.ast, environment);
  EXPECT_EQ(result.tables.reference((*parsed.ast)[parsed.ast->root()].args[0]).variable,
            environment.find("n"));
}

// ---- everything else that must not happen

TEST(Checker, DeepTypesAndLongChainsAreHarmless) {
  const Environment environment = policy_environment();
  std::string binds;
  std::string closing;
  std::string previous = "[]";
  for (int i = 0; i < 200; ++i) {
    const std::string name = "v" + std::to_string(i);
    binds += "cel.bind(" + name + ", [{1: [[[[" + previous + "]]]]}], ";
    closing += ")";
    previous = name;
  }
  EXPECT_NE(checked(binds + previous + " == [] && [] == " + previous + closing, environment), "");
  std::string chain = "any";
  for (int i = 0; i < 490; ++i) chain += ".x";
  EXPECT_EQ(checked(chain, environment), "dyn");
  // Every precedence level on the way to every bracket: the tallest trees that nesting can make.
  std::string nested = "b";
  for (int i = 0; i < 90; ++i) nested = "b || b && b == !(" + nested + ")";
  EXPECT_EQ(checked(nested, environment), "bool");
  std::string sum = "n";
  for (int i = 0; i < 490; ++i) sum += " + n";
  EXPECT_EQ(checked(sum, environment), "int");
}

TEST(Checker, AcceptsEveryConformanceCaseThatHasAValue) {
  const auto rows = declared_rows();
  if (rows.empty()) GTEST_SKIP() << "no conformance cases here";
  size_t passed = 0;
  for (const DeclaredRow& row : rows) {
    if (!row.expects_value) continue;
    for (bool cross_type : {false, true}) {
      const std::string result = checked(row.expression, row.environment(cross_type));
      const bool refused = result.find(": ") != std::string::npos;
      EXPECT_FALSE(refused) << row.id << ": " << row.expression << "\n  " << result;
      if (!refused) ++passed;
    }
  }
  EXPECT_GT(passed, 0u);
}

}  // namespace
}  // namespace gs::cel
