#include "policy/cel/value_json.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace gs::cel {
namespace {

TEST(ValueJson, ReadsNumbersByTheirForm) {
  Arena arena;
  const auto json = boost::json::parse(R"([1, -2, 18446744073709551615, 1.5, true, null, "é"])");
  EXPECT_EQ(to_string(from_json(json, arena)),
            "[1, -2, 18446744073709551615u, 1.5, true, null, 'é']");
}

TEST(ValueJson, RoundTripsNestedValues) {
  Arena arena;
  const std::string text = R"({"a":[1,{"b":null}],"c":{"d":"x"}})";
  const auto json = boost::json::parse(text);
  EXPECT_EQ(boost::json::serialize(to_json(from_json(json, arena))), text);
}

TEST(ValueJson, ReportsAFullArena) {
  Arena arena(64);
  const auto json = boost::json::parse(R"([[1,2,3],[4,5,6]])");
  EXPECT_EQ(from_json(json, arena).error_kind(), ErrorKind::kCostExceeded);
}

TEST(ValueJson, WritesWhatJsonHasNoFormFor) {
  Arena arena;
  const MapEntry entries[] = {{Value::integer(1), Value::bytes("hi")},
                              {Value::boolean(true), Value::real(1.0 / 0.0)},
                              {Value::string("o"), Value::none()},
                              {Value::string("t"), Value::timestamp({0, 500'000'000})},
                              {Value::string("d"), Value::duration(1'500'000'000)},
                              {Value::string("y"), Value::type("int")}};
  EXPECT_EQ(boost::json::serialize(to_json(make_map(arena, entries))),
            R"({"1":"aGk=","true":"Infinity","o":null,"t":"1970-01-01T00:00:00.5Z",)"
            R"("d":"1.5s","y":"int"})");
  EXPECT_EQ(boost::json::serialize(to_json(Value::error(ErrorKind::kNoSuchKey))),
            R"({"error":"no such key"})");
}

}  // namespace
}  // namespace gs::cel
