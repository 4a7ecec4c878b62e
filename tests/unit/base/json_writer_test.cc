#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace gs {
namespace {

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  JsonWriter out;
  out.begin_object().key("a").begin_array().integer(1).boolean(true).null().end_array();
  out.key("b").begin_object().end_object().key("c").number(0.5).key("d").raw("[1,2]").end_object();
  EXPECT_EQ(out.take(), R"({"a":[1,true,null],"b":{},"c":0.5,"d":[1,2]})");
}

TEST(JsonWriter, EscapesEveryByteThatNeedsIt) {
  std::string text = "é\"\\/";
  for (char c = 0; c < 0x20; ++c) text.push_back(c);
  JsonWriter out;
  out.begin_object().key("k\"").string(text).end_object();
  auto read = parse_json(out.take());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at("k\"").as_string(), text);
}

TEST(JsonWriter, WritesTreesAsPeopleReadThem) {
  const std::string text =
      R"({"b":[0.8,1e-7,2,-3,18446744073709551615],"a":{"x":null,"y":true,"z":"é"}})";
  EXPECT_EQ(to_json_text(parse_json(text).value()), text);
}

TEST(JsonWriter, WritesExtremeIntegers) {
  JsonWriter out;
  out.begin_array().integer(INT64_MIN).integer(INT64_MAX).end_array();
  EXPECT_EQ(out.take(), "[-9223372036854775808,9223372036854775807]");
}

}  // namespace
}  // namespace gs
