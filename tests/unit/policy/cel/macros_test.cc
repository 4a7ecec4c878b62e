#include "policy/cel/macros.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "policy/cel/parser.h"
#include "tree_text.h"

namespace gs::cel {
namespace {

TEST(Macros, ExpandByNameAndNumberOfArguments) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"has(a.b)", "(has a b)"},
      {"has(a.b.c)", "(has (. a b) c)"},
      {"has({}.?x.y)", "(has (.? ({}) x) y)"},
      {"has(a.`b-c`)", "(has a b-c)"},
      {"l.all(x, x > 0)", "(all x l (_>_ x 0))"},
      {"l.all(i, x, x > i)", "(all i,x l (_>_ x i))"},
      {"l.exists(x, x)", "(exists x l x)"},
      {"l.exists(i, x, x)", "(exists i,x l x)"},
      {"l.exists_one(x, x)", "(exists_one x l x)"},
      {"l.existsOne(i, x, x)", "(existsOne i,x l x)"},
      {"l.map(x, x + 1)", "(map x l (_+_ x 1))"},
      {"l.map(x, x > 1, x)", "(map x l (_>_ x 1) x)"},
      {"l.filter(x, x)", "(filter x l x)"},
      {"l.transformList(k, v, v)", "(transformList k,v l v)"},
      {"l.transformList(k, v, k, v)", "(transformList k,v l k v)"},
      {"l.transformMap(k, v, v)", "(transformMap k,v l v)"},
      {"l.transformMapEntry(k, v, {v: k})", "(transformMapEntry k,v l ({} v k))"},
      {"o.optMap(x, x)", "(optMap x o x)"},
      {"o.optFlatMap(x, x.?y)", "(optFlatMap x o (.? x y))"},
      {"cel.bind(x, 1, x + x)", "(bind x 1 (_+_ x x))"},
      // not macros
      {"has + 1", "(_+_ has 1)"},
      {".has(a.b)", "(.has (. a b))"},
      {"a.has(b.c)", "(@.has a (. b c))"},
      {"all(x, y)", "(all x y)"},
      {"a.bind(x, 1, x)", "(@.bind a x 1 x)"},
  };
  for (const auto& [source, expected] : rows) {
    const Parsed parsed = parse(source, {});
    ASSERT_TRUE(parsed.ast) << source << " " << parsed.issues.at(0).message;
    EXPECT_EQ(tree_text(*parsed.ast), expected) << source;
  }
}

TEST(Macros, KindsOfComprehension) {
  const std::pair<std::string_view, Comprehension> rows[] = {
      {"l.all(x, x)", Comprehension::kAll},
      {"l.exists(x, x)", Comprehension::kExists},
      {"l.exists_one(x, x)", Comprehension::kExistsOne},
      {"l.existsOne(i, x, x)", Comprehension::kExistsOne},
      {"l.map(x, x)", Comprehension::kMap},
      {"l.filter(x, x)", Comprehension::kFilter},
      {"l.transformList(k, v, v)", Comprehension::kTransformList},
      {"l.transformMap(k, v, v)", Comprehension::kTransformMap},
      {"l.transformMapEntry(k, v, v)", Comprehension::kTransformMapEntry},
      {"l.optMap(x, x)", Comprehension::kOptMap},
      {"l.optFlatMap(x, x)", Comprehension::kOptFlatMap},
  };
  for (const auto& [source, kind] : rows) {
    const Parsed parsed = parse(source, {});
    ASSERT_TRUE(parsed.ast) << source;
    EXPECT_EQ((*parsed.ast)[parsed.ast->root()].comprehension, kind) << source;
  }
}

TEST(Macros, WrongUseIsReported) {
  struct Row {
    std::string_view source;
    uint32_t column;
    std::string_view message;
  };
  for (const Row& row : std::vector<Row>{
           {"has(a)", 5, "macro 'has' needs a field selection such as has(a.b)"},
           {"has(a[0])", 5, "macro 'has' needs a field selection such as has(a.b)"},
           {"has(a.?b)", 5, "macro 'has' needs a field selection such as has(a.b)"},
           {"has(has(a.b))", 5, "macro 'has' needs a field selection such as has(a.b)"},
           {"has()", 1, "macro 'has' takes 1 argument, not 0"},
           {"has(a.b, c)", 1, "macro 'has' takes 1 argument, not 2"},
           {"l.all(x)", 3, "macro 'all' takes 2 or 3 arguments, not 1"},
           {"l.filter(x, y, z)", 3, "macro 'filter' takes 2 arguments, not 3"},
           {"l.all(x.y, true)", 7, "macro 'all' needs the name of a variable here"},
           {"l.all(.x, true)", 7, "macro 'all' needs the name of a variable here"},
           {"l.all(1, true)", 7, "macro 'all' needs the name of a variable here"},
           {"l.all(x, 1, true)", 10, "macro 'all' needs the name of a variable here"},
           {"l.all(x, x, true)", 10, "both variables are named 'x'"},
           {"cel.bind(x, 1)", 5, "macro 'cel.bind' takes 3 arguments, not 2"},
           {"cel.bind(x.y, 1, 2)", 10, "macro 'cel.bind' needs the name of a variable here"},
       }) {
    const Parsed parsed = parse(row.source, {});
    ASSERT_FALSE(parsed.ast) << row.source;
    EXPECT_EQ(parsed.issues[0].message, row.message) << row.source;
    EXPECT_EQ(parsed.issues[0].position.column, row.column) << row.source;
  }
}

TEST(Macros, VariablesAreKnownToTheParser) {
  EXPECT_TRUE(binds_variables("exists"));
  EXPECT_TRUE(binds_variables("bind"));
  EXPECT_FALSE(binds_variables("contains"));
}

}  // namespace
}  // namespace gs::cel
