#include "policy/cel/format.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "declared_rows.h"
#include "policy/cel/parser.h"
#include "tree_text.h"

namespace gs::cel {
namespace {

std::string formatted(std::string_view source, bool words = true) {
  const Parsed parsed = parse(source, {});
  EXPECT_TRUE(parsed.ast) << source << " " << (parsed.ast ? "" : parsed.issues[0].message);
  return parsed.ast ? format(*parsed.ast, words) : "";
}

TEST(Format, Layout) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"a&&b||!c", "a and b or not c"},
      {"( (a) )+b*( c+d )", "a + b * (c + d)"},
      {"(a+b)+c", "a + b + c"},
      {"a-(b-c)", "a - (b - c)"},
      {"!(a==b)", "not (a == b)"},
      {"!(a.b)", "not a.b"},
      {"! ! a", "not not a"},
      {"a and (b and c)", "a and (b and c)"},
      {"a and b and c and d and e", "a and b and c and d and e"},
      {"(a or b) and c", "(a or b) and c"},
      {"a?b:(c?d:e)", "a ? b : c ? d : e"},
      {"(a?b:c)?d:e", "(a ? b : c) ? d : e"},
      {"[ 1,2 , ]", "[1, 2]"},
      {"{'a':1,?'b':x}", "{'a': 1, ?'b': x}"},
      {"f( x,y )", "f(x, y)"},
      {"x . f( y )[ 0 ] .?g[?1]", "x.f(y)[0].?g[?1]"},
      {"(a+b).c", "(a + b).c"},
      {"has( a.b )", "has(a.b)"},
      {"l.exists( i,x , x>i )", "l.exists(i, x, x > i)"},
      {"cel.bind(x,1,x+x)", "cel.bind(x, 1, x + x)"},
      {"math.greatest( 1,.y )", "math.greatest(1, .y)"},
      {"a.`b c`.`while`", "a.`b c`.while"},
      {"m{ a:1 }", "m{a: 1}"},
      {"\"it's\"", "\"it's\""},
      {"\"x\"", "'x'"},
      {"'''a\nb'''", "'a\\nb'"},
      {"'\\x00\\u00e9\\\\'", "'\\x00\xC3\xA9\\\\'"},
      {R"(r"\d+")", R"(r'\d+')"},
      {R"(r'x')", "'x'"},
      {R"(b"\xff'a")", R"(b"\xff'a")"},
      {"1.0 + .5e3 + 2u + 0x10 + 1e300", "1.0 + 500.0 + 2u + 16 + 1e+300"},
      {"-(5) + -5 + - -5", "-(5) + -5 + --5"},
      {"-(5.f())", "-(5.f())"},
      {"!(-5)", "not (-5)"},
      {"-(-x)", "--x"},
  };
  for (const auto& [source, expected] : rows) EXPECT_EQ(formatted(source), expected) << source;
}

TEST(Format, SymbolsOrWords) {
  EXPECT_EQ(formatted("not a and b or c", false), "!a && b || c");
  EXPECT_EQ(formatted("!a && b || c", true), "not a and b or c");
}

TEST(Format, CommentsAreNotLost) {
  const std::string source = "a  &&  b // because";
  EXPECT_EQ(formatted(source), source);
  EXPECT_EQ(formatted("a  &&  '//'"), "a and '//'");
}

// The property that makes formatting safe, for any expression.
void expect_same_tree(const std::string& source) {
  const Parsed first = parse(source, {});
  if (!first.ast) return;
  for (bool words : {false, true}) {
    const std::string text = format(*first.ast, words);
    const Parsed second = parse(text, {});
    ASSERT_TRUE(second.ast) << source << " -> " << text << ": " << second.issues[0].message;
    EXPECT_EQ(tree_text(*first.ast), tree_text(*second.ast)) << source << " -> " << text;
    EXPECT_EQ(format(*second.ast, words), text);
  }
}

TEST(Format, ParsesBackToTheSameTree) {
  for (const char* source : {"a && (b && c) && (d || e || (f || g))",
                             "((a && b) && c)",
                             "-(1).f()",
                             "(-1).f()",
                             "-(1.5)[0]",
                             "-(-(1))",
                             "--(1)",
                             "!(-(1))",
                             "-(1u)",
                             "(a ? b : c).d",
                             "a in [b, c] == d",
                             "a < (b < c)",
                             "(a == b) in c",
                             "a % (b % c)",
                             "{(a ? b : c): d}",
                             "a ? (b ? c : d) : e",
                             "(a.b).c(1)",
                             "(math).greatest(1)",
                             "[?(a ? b : c)]",
                             "x[(a ? b : c)]",
                             "'\\'\"'",
                             "b'\\''",
                             "r'\\''",
                             "r\"'\\\"",
                             "-0.0",
                             "0.1e-7",
                             ".a.b(.c)",
                             "has((a.b).c)",
                             "a.?b.`in`"}) {
    expect_same_tree(source);
  }
}

TEST(Format, ConformanceExpressionsParseBackToTheSameTree) {
  const auto rows = declared_rows();
  if (rows.empty()) GTEST_SKIP() << "no conformance cases here";
  for (const DeclaredRow& row : rows) expect_same_tree(row.expression);
}

}  // namespace
}  // namespace gs::cel
