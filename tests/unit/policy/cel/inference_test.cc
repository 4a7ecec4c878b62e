#include "policy/cel/inference.h"

#include <gtest/gtest.h>

#include <vector>

namespace gs::cel {
namespace {

const Type kInt = TypeKind::kInt;
const Type kString = TypeKind::kString;

TEST(Inference, AssignableTypes) {
  struct Row {
    Type from, to;
    bool fits;
  };
  for (const Row& row : std::vector<Row>{
           {kInt, kInt, true},
           {kInt, kString, false},
           {kInt, Type(), true},
           {Type(), kInt, true},
           {TypeKind::kError, kInt, true},
           {TypeKind::kNull, kInt, false},
           {TypeKind::kNull, TypeKind::kTimestamp, true},
           {Type::list(kInt), Type::list(kInt), true},
           {Type::list(kInt), Type::list(kString), false},
           {Type::list(kInt), Type::list(Type()), true},
           {Type::map(kInt, kInt), Type::list(kInt), false},
           {Type::type(kInt), Type::type(kString), true},
       }) {
    Inference inference;
    EXPECT_EQ(inference.assignable(row.from, row.to), row.fits)
        << row.from.to_string() << " to " << row.to.to_string();
  }
}

TEST(Inference, UseBindsParameters) {
  Inference inference;
  const Type element = inference.fresh();
  EXPECT_TRUE(inference.assignable(Type::list(element), Type::list(kInt)));
  EXPECT_EQ(inference.resolve(Type::list(element)).to_string(), "list(int)");
  EXPECT_FALSE(inference.assignable(element, kString));
  EXPECT_TRUE(inference.assignable(element, Type()));
  EXPECT_EQ(inference.resolve(element), Type()) << "a bound parameter becomes more general";
}

TEST(Inference, FailureTakesBindingsBack) {
  Inference inference;
  const Type a = inference.fresh();
  EXPECT_FALSE(inference.assignable(Type::map(a, kInt), Type::map(kString, kString)));
  EXPECT_EQ(inference.resolve(a), a);
  EXPECT_EQ(inference.resolve(a, true), Type());
}

TEST(Inference, AParameterIsNeverPartOfItself) {
  Inference inference;
  const Type a = inference.fresh();
  EXPECT_FALSE(inference.assignable(a, Type::list(a)));
  const Type b = inference.fresh();
  EXPECT_TRUE(inference.assignable(a, Type::list(b)));
  EXPECT_FALSE(inference.assignable(b, Type::list(a)));
}

TEST(Inference, JoinIsTheMoreGeneralOrDyn) {
  Inference inference;
  EXPECT_EQ(inference.join(kInt, kInt), kInt);
  EXPECT_EQ(inference.join(kInt, kString), Type());
  EXPECT_EQ(inference.join(Type::list(kInt), Type::list(Type())), Type::list(Type()));
}

TEST(Inference, LettersAreFreshForEachUse) {
  Inference inference;
  Inference::Letters first;
  const Type pair = Type::map(Type::param("A"), Type::param("A"));
  const Type used = inference.instantiate(pair, first);
  EXPECT_EQ(used.parameter(0), used.parameter(1));
  Inference::Letters second;
  EXPECT_FALSE(inference.instantiate(pair, second) == used);
}

TEST(Inference, ConcreteTypesHaveNothingOpenInside) {
  EXPECT_TRUE(is_concrete(Type::map(kInt, Type::list(kString))));
  EXPECT_FALSE(is_concrete(Type::list(Type())));
  EXPECT_FALSE(is_concrete(Type::list(Type::param("T"))));
}

}  // namespace
}  // namespace gs::cel
