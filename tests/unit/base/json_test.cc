#include "base/json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace gs {
namespace {

struct BadText {
  std::string text;
  std::string message;
  std::string where;
};

TEST(ParseJson, NamesWhatIsWrongAndWhere) {
  const BadText cases[] = {
      {"", "ends too early", "line 1 column 1"},
      {"{\"a\": 1", "ends too early", "line 1 column 8"},
      {"{\"a\": 1, \"a\": 2}", "duplicate name \"a\"", "line 1 column 16"},
      {"{\"b\": {\"x\": 1, \"y\": 2,\n \"\\u0078\": 3}}", "duplicate name \"x\"",
       "line 2 column 13"},
      {"{} {}", "not JSON", "line 1 column 4"},
      {"{\"a\": NaN}", "NaN and Infinity are not JSON", "line 1 column 7"},
      {"[1e999]", "not JSON", "line 1 column 7"},
      {"\"\xff\"", "not JSON", "line 1 column 2"},
      {"[1, // no comments\n2]", "not JSON", "line 1 column 5"},
      {"[1,]", "not JSON", "line 1 column 4"},
  };
  for (const BadText& c : cases) {
    auto result = parse_json(c.text);
    ASSERT_FALSE(result) << c.text;
    EXPECT_NE(result.error().message.find(c.message), std::string::npos)
        << c.text << ": " << result.error().message;
    EXPECT_EQ(result.error().where, c.where) << c.text;
  }
}

TEST(ParseJson, NamesThePathOfTheValueThatIsWrong) {
  auto wrong = parse_json(R"({"prompt": "x", "context": {"a": [1, {"b": 2}, -Infinity]}})");
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(wrong.error().not_a_number);
  EXPECT_EQ(wrong.error().path, "context.a[2]");
  wrong = parse_json(R"({"context": {"jailbreak_score": NaN}})");
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(wrong.error().not_a_number);
  EXPECT_EQ(wrong.error().path, "context.jailbreak_score");
  wrong = parse_json(R"({"context": nope})");
  ASSERT_FALSE(wrong);
  EXPECT_FALSE(wrong.error().not_a_number);
  EXPECT_EQ(wrong.error().path, "context");
}

TEST(ParseJson, BoundsDepthAndSize) {
  std::string deep(64, '[');
  EXPECT_TRUE(parse_json(deep + std::string(64, ']')));
  auto too_deep = parse_json(std::string(1000, '['));
  ASSERT_FALSE(too_deep);
  EXPECT_EQ(too_deep.error().code, ErrorCode::kTooLarge);
  EXPECT_NE(too_deep.error().message.find("64 levels"), std::string::npos);

  auto too_long = parse_json("[1,2,3]", {.max_depth = 4, .max_bytes = 6});
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, ErrorCode::kTooLarge);
}

TEST(ParseJson, ReadsTheNearestDouble) {
  std::vector<std::string> numbers = {"22222222222.2444444444",
                                      "-22222222222.2444444444",
                                      "9007199254740993.0",
                                      "1e23",
                                      "8.5e-1",
                                      "2.2250738585072011e-308",
                                      "1e-400",
                                      "-0.0",
                                      "123456789012345678901234567890"};
  std::mt19937_64 random(20261126);
  for (int i = 0; i < 2'000; ++i) {
    numbers.push_back(std::to_string(random() >> random() % 60) + "." + std::to_string(random()));
    numbers.push_back(numbers.back() + "e" +
                      std::to_string(static_cast<int>(random() % 560) - 280));
  }
  for (const std::string& number : numbers) {
    const auto value = parse_json("[1, " + number + ", 2]", {});
    ASSERT_TRUE(value) << number;
    const double read = value->at(1).to_number<double>();
    EXPECT_EQ(read, std::strtod(number.c_str(), nullptr)) << number;
  }
}

TEST(ParseJson, KeepsNamesOfDifferentObjectsApart) {
  auto value = parse_json(R"({"a": {"x": 1}, "b": [{"x": 2}, {"x": 3}]})");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at("b").at(1).at("x").as_int64(), 3);
}

// Values of RFC 8785 appendix B and of docs/formats/canonical_json.md.
TEST(CanonicalJson, PrintsNumbersAsEcmascript) {
  const std::pair<double, std::string> cases[] = {
      {-0.0, "0"},
      {1e21, "1e+21"},
      {1e20, "100000000000000000000"},
      {1e-6, "0.000001"},
      {1e-7, "1e-7"},
      {333333333.33333329, "333333333.3333333"},
      {4.5, "4.5"},
      {0.002, "0.002"},
      {-1.5e300, "-1.5e+300"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {9007199254740991.0, "9007199254740991"},
      {295147905179352830000.0, "295147905179352830000"},
  };
  for (const auto& [number, expected] : cases) EXPECT_EQ(ecmascript_number(number), expected);
}

TEST(CanonicalJson, SortsNamesByUtf16CodeUnits) {
  // The example of RFC 8785 section 3.2.3: an emoji sorts before U+FB33, against byte order.
  auto value =
      parse_json(R"({"\u20ac":"Euro","\r":"CR","\ufb33":"Dalet","1":"One","\ud83d\ude00":"Smile",)"
                 R"("\u0080":"Control","\u00f6":"o"})");
  ASSERT_TRUE(value);
  EXPECT_EQ(
      canonical_json(*value).value(),
      "{\"\\r\":\"CR\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"o\",\"\u20ac\":\"Euro\","
      "\"\U0001F600\":\"Smile\",\"\ufb33\":\"Dalet\"}");
}

TEST(CanonicalJson, EscapesMinimally) {
  auto value = parse_json(R"(["\u000f\n\"\\\/\u0000\u20ac"])");
  ASSERT_TRUE(value);
  EXPECT_EQ(canonical_json(*value).value(), "[\"\\u000f\\n\\\"\\\\/\\u0000\u20ac\"]");
}

// A large double is printed without a point, and so read again as an integer.
TEST(CanonicalJson, ItsOwnTextHasTheSameForm) {
  for (const char* text : {"333333333333333333411e-1", "9007199254740994.0", "-1e18", "18e18",
                           "1e20", "1e21", "22222222222.2444444444"}) {
    const std::string once = canonical_json(*parse_json(text, {})).value();
    const auto again = canonical_json(*parse_json(once, {}));
    ASSERT_TRUE(again) << text << ": " << once;
    EXPECT_EQ(*again, once) << text;
  }
}

TEST(CanonicalJson, RefusesWhatJsonCannotCarryExactly) {
  boost::json::value infinite = {{"a", {1, INFINITY}}};
  auto refused = canonical_json(infinite);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "a[1]");
  EXPECT_FALSE(canonical_json(boost::json::value({{"a", "\xff"}})));
  EXPECT_FALSE(canonical_json(boost::json::object{{"\xff", 1}}));
  EXPECT_TRUE(canonical_json(boost::json::value(int64_t{9007199254740992})));
  EXPECT_FALSE(canonical_json(boost::json::value(int64_t{9007199254740993})));
  EXPECT_FALSE(canonical_json(boost::json::value(uint64_t{1} << 60)));
  EXPECT_FALSE(canonical_json(boost::json::value(INT64_MAX)));
  EXPECT_FALSE(canonical_json(boost::json::value(UINT64_MAX)));
}

}  // namespace
}  // namespace gs
