#include "base/json_outline.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/json.h"

namespace gs {
namespace {

namespace json = boost::json;
using Value = JsonOutline::Value;

// The outline and the tree of one text say the same.
void expect_same(Value value, const json::value& tree) {
  switch (value.kind()) {
    case JsonKind::kObject: {
      ASSERT_TRUE(tree.is_object());
      auto member = tree.get_object().begin();
      for (Value child : value) {
        ASSERT_NE(member, tree.get_object().end());
        EXPECT_EQ(child.name().text(), std::string_view(member->key()));
        EXPECT_EQ(child.container(), value);
        expect_same(child, member->value());
        ++member;
      }
      EXPECT_EQ(member, tree.get_object().end());
      return;
    }
    case JsonKind::kArray: {
      ASSERT_TRUE(tree.is_array());
      size_t count = 0;
      for (Value child : value) {
        ASSERT_LT(count, tree.get_array().size());
        EXPECT_FALSE(child.name());
        expect_same(child, tree.get_array()[count++]);
      }
      EXPECT_EQ(count, tree.get_array().size());
      return;
    }
    case JsonKind::kString:
      ASSERT_TRUE(tree.is_string());
      EXPECT_EQ(value.text(), std::string_view(tree.get_string()));
      return;
    case JsonKind::kNumber:
      EXPECT_TRUE(tree.is_number());
      return;
    case JsonKind::kBoolean:
      ASSERT_TRUE(tree.is_bool());
      EXPECT_EQ(value.boolean(), tree.get_bool());
      return;
    case JsonKind::kNull:
      EXPECT_TRUE(tree.is_null());
      return;
    case JsonKind::kAbsent:
      FAIL() << "an absent value";
  }
}

TEST(JsonOutlineTest, AgreesWithTheParser) {
  const char* texts[] = {
      "{}",
      "[]",
      " [ ] ",
      "null",
      "\"alone\"",
      "-0.5e3",
      "{\"a\":1}",
      "{ \"a\" : [ 1 , -2.5e-3 , true,false , null ] , \"b\" : { } , \"c\":[[],[{}],[[0]]] }",
      R"({"text":"tab\t quote\" slash\\ sol\/ nl\n bs\b ff\f cr\r","u":"\u00e9\u4e2d\uD83D\uDE00"})",
      R"({"a\"b":{"\u0063":"x"},"":"empty name","end\\":"\\"})",
      R"(["","a","seven77","eight888","nine99999","\\\\\\\\\\\\\\\\\\","1234567\"89012345"])",
      "{\"messages\":[{\"role\":\"user\",\"content\":\"Gr\xC3\xBC\xC3\x9F Gott\"},\n\t{\"role\":"
      "\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}],\"n\":9007199254740993}\r\n",
  };
  for (const char* text : texts) {
    SCOPED_TRACE(text);
    auto tree = parse_json(text);
    ASSERT_TRUE(tree.has_value());
    JsonOutline outline{text};
    expect_same(outline.root(), *tree);
  }
}

TEST(JsonOutlineTest, FindsPlaces) {
  std::string text = R"({"a": [10, {"b" : "x\ny"}, true], "n": 12345678901234567})";
  JsonOutline outline(text);
  Value b = outline.root().member("a").element(1).member("b");
  EXPECT_EQ(b.raw(), R"("x\ny")");
  EXPECT_EQ(text.substr(b.first_byte(), b.past_byte() - b.first_byte()), R"("x\ny")");
  EXPECT_EQ(b.text(), "x\ny");
  EXPECT_TRUE(b.text_is("x\ny"));
  EXPECT_EQ(b.name().raw(), "\"b\"");
  EXPECT_EQ(outline.root().member("a").raw(), R"([10, {"b" : "x\ny"}, true])");
  EXPECT_EQ(outline.at(b.index()), b);
  EXPECT_EQ(b.container().container(), outline.root().member("a"));
  EXPECT_FALSE(outline.root().container());
  EXPECT_EQ(outline.root().member("n").integer(), 12345678901234567);
  EXPECT_EQ(outline.root().member("a").element(2).boolean(), true);
}

TEST(JsonOutlineTest, ReadsNothingFromWhatIsAbsentOrOfAnotherKind) {
  std::string text = R"({"a": 1.5, "s": "x", "big": 99999999999999999999})";
  JsonOutline outline(text);
  Value absent = outline.root().member("no").element(3).member("x");
  EXPECT_FALSE(absent);
  EXPECT_EQ(absent.raw(), "");
  EXPECT_EQ(absent.text(), "");
  EXPECT_EQ(absent.begin(), absent.end());
  EXPECT_FALSE(absent.name());
  EXPECT_FALSE(outline.root().member("s").member("x"));
  EXPECT_FALSE(outline.root().element(0));
  EXPECT_EQ(outline.root().member("a").text(), "");
  EXPECT_EQ(outline.root().member("a").integer(), std::nullopt);
  EXPECT_EQ(outline.root().member("big").integer(), std::nullopt);
  EXPECT_EQ(outline.root().member("s").boolean(), std::nullopt);
  EXPECT_FALSE(JsonOutline("").root());
}

TEST(JsonOutlineTest, ReadsAnotherTextWithTheSameMemory) {
  JsonOutline outline("{\"a\":[1,2,3]}");
  outline.read("{\"b\":\"x\"}");
  EXPECT_FALSE(outline.root().member("a"));
  EXPECT_EQ(outline.root().member("b").text(), "x");
}

TEST(JsonOutlineTest, UnescapesLoneSurrogatesToTheReplacementCharacter) {
  EXPECT_EQ(unescape_json_string(R"("\ud800")"), "\xEF\xBF\xBD");
  EXPECT_EQ(unescape_json_string(R"("\udc00x")"), "\xEF\xBF\xBDx");
  EXPECT_EQ(unescape_json_string(R"("\ud800\ud83d\ude00")"), "\xEF\xBF\xBD\xF0\x9F\x98\x80");
}

// Texts that no parser accepts: every cut of a text, and brackets out of order.
TEST(JsonOutlineTest, WalksWhatIsNoJsonWithoutHarm) {
  std::string text = R"({"a":[1,{"b":"x\u00e9\\"},"y"],"c":{"d":null}})";
  std::string wild[] = {"]}", "}{", "[}]{\"", "{\"a\" \"b\" 1 2 3]", "\\", "\"\\", "{[{[\"\\u12"};
  std::vector<std::string> all(std::begin(wild), std::end(wild));
  for (size_t size = 0; size < text.size(); ++size) all.push_back(text.substr(0, size));
  for (const std::string& bad : all) {
    JsonOutline outline(bad);
    for (uint32_t index = 0; outline.at(index); ++index) {
      EXPECT_LE(outline.at(index).past_byte(), bad.size());
      EXPECT_LE(outline.at(index).first_byte(), outline.at(index).past_byte());
      outline.at(index).text();
      for (Value child : outline.at(index)) child.name().text();
    }
  }
}

}  // namespace
}  // namespace gs
