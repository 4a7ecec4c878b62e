#include "policy/cel/type.h"

#include <gtest/gtest.h>

namespace gs::cel {
namespace {

TEST(Type, TextIsThatOfTheLanguage) {
  const std::pair<Type, std::string> rows[] = {
      {Type(), "dyn"},
      {TypeKind::kInt, "int"},
      {TypeKind::kNull, "null_type"},
      {TypeKind::kTimestamp, "google.protobuf.Timestamp"},
      {TypeKind::kDuration, "google.protobuf.Duration"},
      {TypeKind::kIp, "net.IP"},
      {Type::list(TypeKind::kInt), "list(int)"},
      {TypeKind::kList, "list(dyn)"},
      {Type::map(TypeKind::kString, Type()), "map(string, dyn)"},
      {Type::optional(TypeKind::kInt), "optional_type(int)"},
      {Type::type(Type::list(TypeKind::kBool)), "type(list(bool))"},
      {Type::param("T"), "T"},
  };
  for (const auto& [type, text] : rows) EXPECT_EQ(type.to_string(), text);
}

TEST(Type, EqualityLooksAtParameters) {
  EXPECT_EQ(Type::list(TypeKind::kInt), Type::list(TypeKind::kInt));
  EXPECT_FALSE(Type::list(TypeKind::kInt) == Type::list(TypeKind::kUint));
  EXPECT_EQ(Type(TypeKind::kList), Type::list(Type()));
  EXPECT_FALSE(Type::param("A") == Type::param("B"));
  EXPECT_EQ(Type::map(TypeKind::kInt, TypeKind::kInt).parameter(1), Type(TypeKind::kInt));
  EXPECT_EQ(Type(TypeKind::kInt).parameter(0), Type());
}

TEST(Type, WhatIsNestedTooDeepIsDyn) {
  Type type = TypeKind::kInt;
  for (int i = 0; i < 100'000; ++i) type = Type::list(std::move(type));
  EXPECT_LT(type.to_string().size(), 500u);
}

}  // namespace
}  // namespace gs::cel
