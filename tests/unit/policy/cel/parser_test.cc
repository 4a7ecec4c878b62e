#include "policy/cel/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tree_text.h"

namespace gs::cel {
namespace {

std::string tree(std::string_view source, const LanguageOptions& options = {}) {
  const Parsed parsed = parse(source, options);
  if (!parsed.ast) return "error: " + parsed.issues.at(0).message;
  EXPECT_TRUE(parsed.issues.empty());
  return tree_text(*parsed.ast);
}

std::string repeat(std::string_view text, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

uint32_t height(const Ast& ast, ExprId id) {
  uint32_t highest = 0;
  for (ExprId child : ast[id].args) highest = std::max(highest, height(ast, child));
  return highest + 1;
}

TEST(Parser, Trees) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      // literals
      {"true", "true"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"-0x55", "-85"},
      {"--5", "(-_ -5)"},
      {"-x", "(-_ x)"},
      {"-(5)", "(-_ 5)"},
      {"-5.f()", "(@.f -5)"},
      {"-1.5", "-1.5"},
      {"-5u", "(-_ 5u)"},
      {"[1, 2,]", "([] 1 2)"},
      {"[,]", "([])"},
      {"[?a, b]", "([] ?a b)"},
      {"{'a': 1, ?'b': c,}", "({} 'a' 1 ?'b' c)"},
      {"{}", "({})"},
      // precedence
      {"a + b * c - d", "(_-_ (_+_ a (_*_ b c)) d)"},
      {"a < b == c in d", "(@in (_==_ (_<_ a b) c) d)"},
      {"a || b && c", "(_||_ a (_&&_ b c))"},
      {"(a || b) && c", "(_&&_ (_||_ a b) c)"},
      {"!a == b", "(_==_ (!_ a) b)"},
      {"!!a.b", "(!_ (!_ (. a b)))"},
      {"a ? b : c ? d : e", "(_?_:_ a b (_?_:_ c d e))"},
      {"a - b - c", "(_-_ (_-_ a b) c)"},
      // members
      {"a.b.c", "(. (. a b) c)"},
      {".a.b", "(. .a b)"},
      {"a.?b.c", "(. (.? a b) c)"},
      {"a[0][?1]", "(_[?_] (_[_] a 0) 1)"},
      {"a.`b-c`", "(. a b-c)"},
      {"a.while", "(. a while)"},
      {"a.as()", "(@.as a)"},
      {"f(1, x)", "(f 1 x)"},
      {".f(1)", "(.f 1)"},
      {"42.f()", "(@.f 42)"},
      {"a.or(b)", "(@.or a b)"},
      {"a.and.not", "(. (. a and) not)"},
      {"a.b{c: 1, ?`d-e`: 2}", "(struct a.b 'c' 1 ?'d-e' 2)"},
      {".m{or: 1}", "(struct .m 'or' 1)"},
      // words
      {"a and b or not c", "(_||_ (_&&_ a b) (!_ c))"},
      {"not a == b", "(_==_ (!_ a) b)"},
      {"not (a or b)", "(!_ (_||_ a b))"},
      {"not ! a", "(!_ (!_ a))"},
      {"a and // why\n b", "(_&&_ a b)"},
      // namespaced functions
      {"math.greatest(1, 2)", "(math.greatest 1 2)"},
      {".math.greatest(1)", "(.math.greatest 1)"},
      {"optional.none()", "(optional.none)"},
      {"optional.first()", "(@.first optional)"},
  };
  for (const auto& [source, expected] : rows) {
    EXPECT_EQ(tree(source), expected) << source;
  }
}

TEST(Parser, ALoopVariableHidesANamespace) {
  EXPECT_EQ(tree("[1].map(math, math.greatest(2))"), "(map math ([] 1) (@.greatest math 2))");
  EXPECT_EQ(tree("[1].map(math, .math.greatest(2))"), "(map math ([] 1) (.math.greatest 2))");
  EXPECT_EQ(tree("[1].map(math, 1) + [math.greatest(2)]"),
            "(_+_ (map math ([] 1) 1) ([] (math.greatest 2)))");
}

TEST(Parser, WordsAreNamesWhenTheyAreNotOperators) {
  LanguageOptions options;
  options.word_operators = false;
  EXPECT_EQ(tree("not + and", options), "(_+_ not and)");
  EXPECT_EQ(tree("a and b", options),
            "error: expected an operator or the end of the expression, found 'and'");
}

TEST(Parser, SyntaxErrorsNamePlaceAndRemedy) {
  struct Row {
    std::string_view source;
    uint32_t line, column;
    std::string_view message;
    std::string_view suggestion;
  };
  for (const Row& row : std::vector<Row>{
           {"", 1, 1, "the expression is empty", ""},
           {" // only a comment", 1, 1, "the expression is empty", ""},
           {"a +", 1, 4, "expected an operand, found the end of the expression", ""},
           {"a = 1", 1, 3, "unexpected '='", "=="},
           {"a AND b", 1, 3, "expected an operator or the end of the expression, found 'AND'",
            "and"},
           {"NOT b", 1, 5, "expected an operator or the end of the expression, found 'b'", "not"},
           {"(a Or b)", 1, 4, "expected an operator or ')', found 'Or'", "or"},
           {"a not in b", 1, 3, "expected an operator or the end of the expression, found 'not'",
            "not (x in list)"},
           {"and b", 1, 1, "expected an operand, found 'and'", ""},
           {"a and or b", 1, 7, "expected an operand, found 'or'", ""},
           {"!-x", 1, 2, "expected an operand, found '-'", "(- ...)"},
           {"-!x", 1, 2, "expected an operand, found '!'", "(! ...)"},
           {"a ? b", 1, 6,
            "expected ':' and the other branch of '?', found the end of the expression", ""},
           {"a ? b ? c : d : e", 1, 7,
            "expected ':' (a choice within a choice needs parentheses), found '?'", ""},
           {"x > 1\n and (y", 2, 6, "this bracket is never closed; expected ')' at the end", ""},
           {"[1, 2", 1, 1, "this bracket is never closed; expected ']' at the end", ""},
           {"[1 2]", 1, 4, "expected an operator or ']', found '2'", ""},
           {"{1}", 1, 3, "expected ':' after the key of a map entry, found '}'", ""},
           {"f(1,)", 1, 5, "expected an operand, found ')'", ""},
           {"a.", 1, 3,
            "expected a field or method name after '.', found the end of the expression", ""},
           {"a.in", 1, 3, "expected a field or method name after '.', found 'in'", ""},
           {"a.`b`()", 1, 3, "a name in back quotes cannot be called", ""},
           {"a.?b()", 1, 4, "'.?' selects a field and cannot call a method", ""},
           {"`a`", 1, 1, "expected an operand, found '`a`'", ""},
           {"while", 1, 1, "expected an operand, found the reserved word 'while'", ""},
           {"if(a)", 1, 1, "expected an operand, found the reserved word 'if'", ""},
           {".5.", 1, 4,
            "expected a field or method name after '.', found the end of the expression", ""},
           {"a 'b'", 1, 3,
            "expected an operator or the end of the expression, found the string 'b'", ""},
           {"(a.b){c: 1}", 1, 6, "expected an operator, found '{'", ""},
           {"a.`b c`{d: 1}", 1, 8, "expected an operator, found '{'", ""},
           {"1 + 9223372036854775808", 1, 5,
            "the number is out of the range of int, -9223372036854775808 to 9223372036854775807",
            ""},
           {"-(9223372036854775808)", 1, 3,
            "the number is out of the range of int, -9223372036854775808 to 9223372036854775807",
            ""},
           {"a\n\n  == 'x", 3, 6, "the string that starts here has no closing '", ""},
           {"'é' + $", 1, 7, "unexpected character \"$\"", ""},
           {"a\xFF", 1, 2, "the expression is not valid UTF-8", ""},
       }) {
    const Parsed parsed = parse(row.source, {});
    ASSERT_FALSE(parsed.ast) << row.source;
    ASSERT_EQ(parsed.issues.size(), 1u) << row.source;
    const Issue& issue = parsed.issues[0];
    EXPECT_EQ(issue.message, row.message) << row.source;
    EXPECT_EQ(issue.suggestion, row.suggestion) << row.source;
    EXPECT_EQ(issue.position.line, row.line) << row.source;
    EXPECT_EQ(issue.position.column, row.column) << row.source;
    EXPECT_EQ(issue.severity, Severity::kError);
  }
}

TEST(Parser, RangesCoverOperandsAndParentheses) {
  const Parsed parsed = parse("(a + b) * c.d", {});
  ASSERT_TRUE(parsed.ast);
  const Ast& ast = *parsed.ast;
  const Expr& product = ast[ast.root()];
  EXPECT_EQ(product.range.begin, 0u);
  EXPECT_EQ(product.range.end, 13u);
  EXPECT_EQ(product.name_range.begin, 8u);
  const Expr& sum = ast[product.args[0]];
  EXPECT_TRUE(sum.parenthesised);
  EXPECT_EQ(sum.range.end, 7u);
  const Expr& select = ast[product.args[1]];
  EXPECT_EQ(select.range.begin, 10u);
  EXPECT_EQ(select.name_range.begin, 12u);
}

TEST(Parser, ChildrenComeBeforeParentsAndNothingIsLeftOver) {
  const Parsed parsed = parse("has(a.b) ? math.greatest(1, 2) : [1].map(x, x + 1)[0]", {});
  ASSERT_TRUE(parsed.ast);
  const Ast& ast = *parsed.ast;
  std::vector<bool> reached(ast.size() + 1, false);
  reached[ast.root()] = true;
  for (ExprId id = ast.size(); id > 0; --id) {
    EXPECT_TRUE(reached[id]) << id;
    for (ExprId child : ast[id].args) {
      EXPECT_LT(child, id);
      reached[child] = true;
    }
  }
}

TEST(Parser, LongLogicalChainsAreShallow) {
  for (std::string_view op : {" || ", " && ", " or ", " and "}) {
    const Parsed parsed = parse("x" + repeat(std::string(op) + "x", 2999), {});
    ASSERT_TRUE(parsed.ast) << op;
    EXPECT_LE(height(*parsed.ast, parsed.ast->root()), 13u);
  }
  EXPECT_EQ(tree("a && b && c && d && e"), "(_&&_ (_&&_ (_&&_ a b) c) (_&&_ d e))");
}

TEST(Parser, OtherChainsAreLimitedToTwiceTheDepth) {
  EXPECT_TRUE(parse("x" + repeat(" + x", 490), {}).ast);
  EXPECT_TRUE(parse("x" + repeat(".x", 490), {}).ast);
  EXPECT_EQ(tree("x" + repeat(" + x", 510)),
            "error: the expression is too deep: more than 500 operations that each need the one "
            "before");
}

TEST(Parser, NestingIsLimited) {
  LanguageOptions options;
  options.max_depth = 10;
  EXPECT_EQ(tree(repeat("(", 9) + "x" + repeat(")", 9), options), "x");
  EXPECT_EQ(tree(repeat("(", 10) + "x" + repeat(")", 10), options),
            "error: the expression is nested more than 10 levels deep");
  // Nesting that is over is over.
  EXPECT_TRUE(parse(repeat("((((x)))) + ", 15) + "x", options).ast);
}

TEST(Parser, LengthIsLimited) {
  LanguageOptions options;
  options.max_source_bytes = 5;
  EXPECT_EQ(tree("1 + 2", options), "(_+_ 1 2)");
  EXPECT_EQ(tree("1 + 22", options), "error: the expression is longer than 5 bytes");
}

// A megabyte of anything ends in an issue or a tree, not in a crash.
TEST(Parser, RepeatedTextIsHarmless) {
  LanguageOptions options;
  options.max_source_bytes = 1 << 21;
  for (std::string_view piece :
       {"(",    "[",  "{",   "-",  "!",    "not ", "a.",        "a?",
        "a?b:", "[?", "{1:", "f(", "a[",   "a.b(", "x&&",       "x||",
        "x+",   "x<", "x,",  "'",  "a{b:", "has(", "[].all(x,", "cel.bind(a,1,",
        "1 ",   "//", "`",   ".",  "x?.",  "'a'",  ")",         "\\",
        "\"",   "r'", "0",   "é",  "\xFF", "[],",  "a.?"}) {
    const std::string source = repeat(piece, (1 << 20) / piece.size());
    for (std::string_view start : {"", "x", "x +", "("}) {
      const Parsed parsed = parse(std::string(start) + source, options);
      EXPECT_EQ(parsed.ast.has_value(), parsed.issues.empty()) << start << piece;
    }
  }
}

}  // namespace
}  // namespace gs::cel
