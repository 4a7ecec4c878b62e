#include "res/verify/members.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/json.h"

namespace gs::res {
namespace {

TEST(Members, AreFoundAsTheyStand) {
  const std::string json =
      R"({"a":"x","b":{"a":"\"}","z":[1,{"q":"]"}]},"c":-1.5e3,"d":"say \"no\" \\","e":"","f":null})";
  ASSERT_TRUE(parse_json(json));
  const auto members = Members::of(json);
  ASSERT_TRUE(members);
  EXPECT_EQ(members->size(), 6u);
  EXPECT_EQ(members->raw("a"), "\"x\"");
  EXPECT_EQ(members->raw("b"), R"({"a":"\"}","z":[1,{"q":"]"}]})");
  EXPECT_EQ(members->raw("c"), "-1.5e3");
  EXPECT_EQ(members->text("d"), "say \"no\" \\");
  EXPECT_EQ(members->plain_text("d"), "");
  EXPECT_EQ(members->plain_text("a"), "x");
  EXPECT_EQ(members->text("e"), "");
  EXPECT_EQ(members->text("c"), "");
  EXPECT_EQ(members->raw("g"), "");
}

TEST(Members, ManyBackslashesBeforeAQuote) {
  for (int count = 0; count < 6; ++count) {
    const std::string text(static_cast<size_t>(count), '\\');
    const std::string json = *canonical_json(boost::json::object{{"a", text + "\""}, {"b", text}});
    const auto members = Members::of(json);
    ASSERT_TRUE(members) << json;
    EXPECT_EQ(members->text("a"), text + "\"");
    EXPECT_EQ(members->text("b"), text);
  }
}

TEST(Members, WhatIsNoObjectIsNothing) {
  for (const char* json :
       {"", "{", "}", "[]", "\"a\"", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1}x", "{a:1}",
        "{\"a\":1,}", "{\"a\":\"x}", "{\"a\":{\"b\":1}", "{\"a\" 1}", "{\"a\":1;\"b\":2}", "{\""}) {
    EXPECT_FALSE(Members::of(json)) << json;
  }
  EXPECT_EQ(Members::of("{}")->size(), 0u);
}

// Cut or changed anywhere it stays within its bytes.
TEST(Members, AnyBytes) {
  const std::string json = R"({"a":"x\\","b":[{"c":"]"}],"d":17})";
  for (size_t size = 0; size < json.size(); ++size) EXPECT_FALSE(Members::of(json.substr(0, size)));
  for (size_t at = 0; at < json.size(); ++at) {
    for (const char c : {'"', '\\', '{', '}', '[', ']', ',', ':', '\0'}) {
      std::string changed = json;
      changed[at] = c;
      const auto members = Members::of(changed);
      EXPECT_LE(members ? members->size() : 0, 4u);
    }
  }
}

}  // namespace
}  // namespace gs::res
