#include "policy/cel/signatures.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gs::cel {
namespace {

TEST(Signatures, ReadsEveryForm) {
  const auto signatures = parse_signatures(
      "(string, int) -> bool; (list(T), map(K, V)...) -> optional(T);() -> type(T) ; "
      "(dyn, timestamp, duration, ip, cidr, null, bytes, uint, double) -> type");
  ASSERT_TRUE(signatures) << signatures.error().message;
  ASSERT_EQ(signatures->size(), 4u);
  const Signature& plain = (*signatures)[0];
  EXPECT_EQ(plain.text, "(string, int) -> bool");
  EXPECT_FALSE(plain.parametric);
  EXPECT_TRUE(plain.takes(2));
  EXPECT_FALSE(plain.takes(3));
  EXPECT_EQ(plain.parameter(2), nullptr);
  const Signature& repeating = (*signatures)[1];
  EXPECT_TRUE(repeating.parametric);
  EXPECT_FALSE(repeating.takes(1));
  EXPECT_TRUE(repeating.takes(5));
  EXPECT_EQ(repeating.parameter(4)->to_string(), "map(K, V)");
  EXPECT_EQ(repeating.result.to_string(), "optional_type(T)");
  EXPECT_TRUE((*signatures)[2].parameters.empty());
  EXPECT_EQ((*signatures)[3].parameters.size(), 9u);
  EXPECT_EQ((*signatures)[3].result.to_string(), "type(dyn)");
}

TEST(Signatures, BrokenTextNamesThePlace) {
  const std::pair<std::string, std::string> rows[] = {
      {"", "expected '(' at byte 0"},
      {"(int -> bool", "expected ')' at byte 5"},
      {"(int) bool", "expected '->' at byte 6"},
      {"(number) -> bool", "expected a type at byte 7"},
      {"(list) -> bool", "expected '(' at byte 5"},
      {"(map(int)) -> bool", "expected ',' at byte 8"},
      {"(int) -> bool bool", "expected ';' or the end at byte 14"},
      {"(int..., int) -> bool", "expected ')' at byte 7"},
  };
  for (const auto& [text, message] : rows) {
    const auto signatures = parse_signatures(text);
    ASSERT_FALSE(signatures) << text;
    EXPECT_EQ(signatures.error().message, "signature \"" + text + "\": " + message);
  }
}

TEST(Signatures, EveryFunctionHasReadableSignatures) {
  ASSERT_FALSE(functions().empty());
  for (const Function& function : functions()) {
    const auto signatures = parse_signatures(function.signatures);
    EXPECT_TRUE(signatures) << function.name << ": " << signatures.error().message;
  }
}

TEST(FunctionTable, FindsByNameAndStyle) {
  const FunctionTable& table = function_table();
  ASSERT_EQ(table.find("size").size(), 1u);
  EXPECT_TRUE(table.find("size")[0].callable(true));
  EXPECT_TRUE(table.find("size")[0].callable(false));
  EXPECT_TRUE(table.find("nothing").empty());
  EXPECT_TRUE(table.has_global("math.greatest"));
  EXPECT_FALSE(table.has_global("startsWith"));
}

TEST(FunctionTable, NamesAreWhatAPersonCanCall) {
  const auto members = function_table().names(true);
  const auto globals = function_table().names(false);
  const auto has = [](const auto& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  EXPECT_TRUE(has(members, "startsWith"));
  EXPECT_FALSE(has(members, "math.greatest"));
  EXPECT_TRUE(has(globals, "math.greatest"));
  EXPECT_FALSE(has(globals, "_+_"));
  EXPECT_FALSE(has(globals, "@in"));
}

}  // namespace
}  // namespace gs::cel
