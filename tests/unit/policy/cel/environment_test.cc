#include "policy/cel/environment.h"

#include <gtest/gtest.h>

namespace gs::cel {
namespace {

TEST(Environment, GivesSlotsInOrder) {
  Environment environment;
  EXPECT_EQ(environment.declare("prompt.score", TypeKind::kDouble).value(), 0u);
  EXPECT_TRUE(environment.declare_constant("limit", TypeKind::kInt, Value::integer(3)));
  EXPECT_EQ(environment.declare("x", Type()).value(), 1u);
  EXPECT_EQ(environment.slot_count(), 2u);
  ASSERT_NE(environment.find("prompt.score"), nullptr);
  EXPECT_EQ(environment.find("prompt.score")->type, Type(TypeKind::kDouble));
  EXPECT_TRUE(environment.find("limit")->is_constant);
  EXPECT_EQ(environment.find("limit")->constant.as_int(), 3);
  EXPECT_EQ(environment.find("prompt"), nullptr);
}

TEST(Environment, RefusesNamesThatNoExpressionCouldWrite) {
  Environment environment;
  ASSERT_TRUE(environment.declare("x.y", Type()));
  const std::pair<std::string, std::string> rows[] = {
      {"", "'' is not a dotted identifier"},
      {"a..b", "'a..b' is not a dotted identifier"},
      {"a.", "'a.' is not a dotted identifier"},
      {"1a", "'1a' is not a dotted identifier"},
      {"a-b", "'a-b' is not a dotted identifier"},
      {"true", "'true' is a reserved word"},
      {"while", "'while' is a reserved word"},
      {"a.in", "'in' is a reserved word"},
      {"not", "'not' is an operator"},
      {"or.x", "'or' is an operator"},
      {"x.y", "'x.y' is declared twice"},
  };
  for (const auto& [name, message] : rows) {
    const auto slot = environment.declare(name, Type());
    ASSERT_FALSE(slot) << name;
    EXPECT_EQ(slot.error().message, message);
    const auto constant = environment.declare_constant(name, Type(), Value());
    ASSERT_FALSE(constant) << name;
    EXPECT_EQ(constant.error().message, message);
  }
  EXPECT_EQ(environment.slot_count(), 1u);
  EXPECT_TRUE(environment.declare("a.while", Type()));
  EXPECT_TRUE(environment.declare("a.or", Type()));
}

TEST(Environment, WordsCanBeNamesWhenTheyAreNotOperators) {
  LanguageOptions options;
  options.word_operators = false;
  Environment environment(options);
  EXPECT_TRUE(environment.declare("not", Type()));
}

}  // namespace
}  // namespace gs::cel
