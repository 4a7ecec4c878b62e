#include "policy/document.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "policy/text_positions.h"

namespace gs::policy {
namespace {

std::string tree_of(const std::string& text) {
  const ParsedDocument parsed = parse_document(text);
  if (!parsed.document) return "issue: " + parsed.issues.front().message;
  return boost::json::serialize(parsed.document->root());
}

TEST(Document, ReadsScalarsByTheCoreSchemaOfYaml12) {
  struct Row {
    const char* yaml;
    const char* json;
  };
  for (const Row& row : std::vector<Row>{
           {"a: true", R"({"a":true})"},
           {"a: False", R"({"a":false})"},
           {"a: yes", R"({"a":"yes"})"},
           {"a: off", R"({"a":"off"})"},
           {"a: 'true'", R"({"a":"true"})"},
           {"a: \"12\"", R"({"a":"12"})"},
           {"a: !!str 12", R"({"a":"12"})"},
           {"a: 12", R"({"a":12})"},
           {"a: -12", R"({"a":-12})"},
           {"a: +12", R"({"a":12})"},
           {"a: 007", R"({"a":7})"},
           {"a: 0x1F", R"({"a":31})"},
           {"a: 0o17", R"({"a":15})"},
           {"a: 0xg", R"({"a":"0xg"})"},
           {"a: 0.5", R"({"a":5E-1})"},
           {"a: .5", R"({"a":5E-1})"},
           {"a: +.5", R"({"a":5E-1})"},
           {"a: 1e2", R"({"a":1E2})"},
           {"a: 5.", R"({"a":5E0})"},
           {"a: 1e", R"({"a":"1e"})"},
           {"a: 1.2.3", R"({"a":"1.2.3"})"},
           {"a: ~", R"({"a":null})"},
           {"a: null", R"({"a":null})"},
           {"a:", R"({"a":null})"},
           {"a: |\n  x\n  y", "{\"a\":\"x\\ny\"}"},
           {"a: {b: [1, x]}", R"({"a":{"b":[1,"x"]}})"},
           {"a: &x {b: 1}\nc: *x", R"({"a":{"b":1},"c":{"b":1}})"},
           {"---\na: 1\n...\n", R"({"a":1})"},
           {"\xEF\xBB\xBF"
            "a: 1",
            R"({"a":1})"},
           {"1: x", R"({"1":"x"})"},
           {"!!map {a: !!seq [1]}", R"({"a":[1]})"},
       }) {
    EXPECT_EQ(tree_of(row.yaml), row.json) << row.yaml;
  }
}

TEST(Document, NamesTheProblemAndItsPlace) {
  struct Row {
    std::string text;
    std::string message;
    Position position;
  };
  for (const Row& row : std::vector<Row>{
           {"", "the file is empty", {1, 1}},
           {"# only a comment\n", "the file is empty", {1, 1}},
           {"a: 1\nb: 2\na: 3\n", "the key 'a' appears twice", {3, 1}},
           {"x:\n  a: 1\n  a: 3\n", "the key 'a' appears twice", {3, 3}},
           {"a: .nan", "infinities and NaN are not allowed", {1, 4}},
           {"a: -.inf", "infinities and NaN are not allowed", {1, 4}},
           {"a: 1e999", "the number is out of range", {1, 4}},
           {"a: 9007199254740993", "the integer is beyond 2^53; write it in quotes", {1, 4}},
           {"a: 99999999999999999999", "the integer is beyond 2^53; write it in quotes", {1, 4}},
           {"a: 1\n---\nb: 2\n", "more than one document in the file", {2, 1}},
           {"a: &x {b: 1}\nc:\n  <<: *x\n",
            "merge keys (<<) are not supported; write the keys out",
            {3, 3}},
           {"? [a]\n: 1\n", "a mapping key must be a scalar", {1, 3}},
           {"a: &x [*x]\n", "an alias inside the node that it names", {1, 8}},
           {"a: !!binary aGk=\n", "the tag 'tag:yaml.org,2002:binary' is not supported", {1, 13}},
           {"a: !point {x: 1}\n", "the tag '!point' is not supported", {1, 11}},
           {"a:\n\tb: 1\n", "a tab cannot indent a line; use spaces", {2, 1}},
           {"a: \x01", "a control character is not allowed", {1, 4}},
           {"\xC3\xA4: \xFF", "the text is not valid UTF-8", {1, 4}},
           {"{\"a\": 1, \"a\": 2}", "", {1, 0}},
           {"{\"a\": }", "", {1, 0}},
           {" {\"a\": 9007199254740993}", "the integer is beyond 2^53; write it in quotes", {1, 8}},
       }) {
    const ParsedDocument parsed = parse_document(row.text);
    ASSERT_FALSE(parsed.document) << row.text;
    const Issue& issue = parsed.issues.front();
    if (!row.message.empty()) {
      EXPECT_EQ(issue.message, row.message) << row.text;
    }
    EXPECT_EQ(issue.position.line, row.position.line) << row.text << issue.message;
    if (row.position.column != 0 && row.text.find('!') == std::string::npos) {
      EXPECT_EQ(issue.position.column, row.position.column) << row.text << issue.message;
    }
    EXPECT_FALSE(issue.message.empty()) << row.text;
  }
}

TEST(Document, ReportsSyntaxErrorsWithTheirLine) {
  for (const char* text :
       {"a: [1, 2\nb: 3\n", "a: 'x\n", "a: 'x\nb: 'y'\n", "a: \"x", "a: b: c\n", "a: 1\n b: 2\n"}) {
    const ParsedDocument parsed = parse_document(text);
    ASSERT_FALSE(parsed.document) << text;
    EXPECT_GE(parsed.issues.front().position.line, 1u) << text;
  }
}

TEST(Document, BoundsDepthNodesAndBytes) {
  DocumentLimits limits;
  limits.max_depth = 3;
  limits.max_nodes = 20;
  limits.max_bytes = 400;
  const auto problem = [&](const std::string& text) {
    const ParsedDocument parsed = parse_document(text, limits);
    return parsed.document ? std::string() : parsed.issues.front().message;
  };
  EXPECT_EQ(problem("[[[1]]]"), "");
  EXPECT_EQ(problem("[[[[1]]]]"), "nested deeper than 3 levels");
  EXPECT_EQ(problem("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]"), "more than 20 nodes");
  EXPECT_EQ(problem(std::string(401, ' ')), "larger than 400 bytes");
  EXPECT_EQ(problem("- &a [1,2,3,4,5,6]\n- *a\n- *a\n"), "more than 20 nodes, aliases included");
  EXPECT_EQ(problem("- &a [[1]]\n- [*a]\n"), "nested deeper than 3 levels");
  EXPECT_NE(problem("{\"a\":{\"b\":{\"c\":{}}}}"), "");
  EXPECT_EQ(problem(R"({"a":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]})"),
            "more than 20 nodes");
}

TEST(Document, DeepNestingIsAnIssueNotACrash) {
  EXPECT_FALSE(parse_document(std::string(100'000, '[')).document);
  EXPECT_FALSE(parse_document("{\"a\":" + std::string(100'000, '[')).document);
}

TEST(Document, KnowsThePlaceOfEveryNode) {
  const std::string yaml = "top:\n  - id: x\n    when: 'a > 1'\n    \"od d\": |\n      t\n";
  const auto document = *parse_document(yaml).document;
  EXPECT_EQ(document.place("top[0].when").value, (Position{3, 11}));
  EXPECT_EQ(document.place("top[0].when").key, (Position{3, 5}));
  EXPECT_EQ(document.place("top[0].when").style, ScalarStyle::kSingleQuoted);
  EXPECT_EQ(document.place("top[0][\"od d\"]").style, ScalarStyle::kLiteral);
  EXPECT_EQ(document.place("top[0].id").style, ScalarStyle::kPlain);
  EXPECT_EQ(document.place("top[0].missing.deep").value, document.place("top[0]").value);
  EXPECT_EQ(document.place("nowhere").value, (Position{1, 1}));
}

TEST(Document, JsonHasTheSamePlaces) {
  const auto document =
      *parse_document("{\n \"a\" : {\"b\\n\": [1, \"x\", {}, []]},\n \"c\": true}").document;
  EXPECT_EQ(document.place("a").key, (Position{2, 2}));
  EXPECT_EQ(document.place("a").value, (Position{2, 8}));
  EXPECT_EQ(document.place("a[\"b\n\"][1]").value, (Position{2, 20}));
  EXPECT_EQ(document.place("c").value, (Position{3, 7}));
  EXPECT_EQ(document.place("a[\"b\n\"][1]").style, ScalarStyle::kDoubleQuoted);
}

TEST(TextPositions, AgreesWithCountingFromTheStart) {
  const std::string text = "a\xC3\xA4z\n\n  b\xE2\x82\xAC\r\nlast";
  TextPositions positions(text);
  for (const size_t offset : {size_t{0}, size_t{3}, size_t{5}, size_t{2}, size_t{12}, size_t{9},
                              size_t{16}, text.size(), text.size() + 9}) {
    EXPECT_EQ(positions.at(offset), position_of(text, offset)) << offset;
  }
}

}  // namespace
}  // namespace gs::policy
