#include "base/json_edits.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <random>

#include "base/json.h"

namespace gs {
namespace {

namespace json = boost::json;
using Value = JsonOutline::Value;

struct Row {
  const char* name;
  const char* before;
  void (*edit)(JsonEdits&, Value root);
  const char* after;
};

TEST(JsonEditsTest, LeavesEveryOtherByteAsItStands) {
  const Row rows[] = {
      {"nothing", " { \"a\" :1e0 } ", [](JsonEdits&, Value) {}, " { \"a\" :1e0 } "},
      {"replace", "{\"a\" : \"x\" ,\"b\":1.50}",
       [](JsonEdits& e, Value r) { e.replace(r.member("a"), "[2]"); }, "{\"a\" : [2] ,\"b\":1.50}"},
      {"the later replacement stands", "[1]",
       [](JsonEdits& e, Value r) {
         e.replace(r.element(0), "2");
         e.replace(r.element(0), "3");
       },
       "[3]"},
      {"the whole swallows its part", "{\"a\":{\"b\":1}}",
       [](JsonEdits& e, Value r) {
         e.replace(r.member("a").member("b"), "2");
         e.replace(r.member("a"), "3");
         e.insert_last_member(r.member("a"), "c", "4");
       },
       "{\"a\":3}"},
      {"rename", "{\"a\" : 1}", [](JsonEdits& e, Value r) { e.rename(r.member("a"), "b\"c"); },
       "{\"b\\\"c\" : 1}"},
      {"remove the first", "{ \"a\" : 1 , \"b\" : 2 }",
       [](JsonEdits& e, Value r) { e.remove(r.member("a")); }, "{ \"b\" : 2 }"},
      {"remove the last", "{ \"a\" : 1 , \"b\" : 2 }",
       [](JsonEdits& e, Value r) { e.remove(r.member("b")); }, "{ \"a\" : 1 }"},
      {"remove the last two", "[1, 2, 3]",
       [](JsonEdits& e, Value r) {
         e.remove(r.element(2));
         e.remove(r.element(1));
       },
       "[1]"},
      {"remove the only one", "{ \"a\":{} }",
       [](JsonEdits& e, Value r) { e.remove(r.member("a")); }, "{  }"},
      {"remove with an edit inside", "{\"a\":[1],\"b\":2}",
       [](JsonEdits& e, Value r) {
         e.replace(r.member("a").element(0), "9");
         e.remove(r.member("a"));
       },
       "{\"b\":2}"},
      {"insert into an empty object", "{ }",
       [](JsonEdits& e, Value r) { e.insert_last_member(r, "a", "1"); }, "{\"a\":1 }"},
      {"insert at both ends", "[ 5 ]",
       [](JsonEdits& e, Value r) {
         e.insert_first_element(r, "2");
         e.insert_first_element(r, "1");
         e.insert_last_element(r, "8");
         e.insert_last_element(r, "9");
       },
       "[1,2, 5,8,9 ]"},
      {"insert where all goes", "[5,6]",
       [](JsonEdits& e, Value r) {
         e.insert_first_element(r, "1");
         e.insert_last_element(r, "9");
         e.remove(r.element(0));
         e.remove(r.element(1));
       },
       "[1,9]"},
  };
  for (const Row& row : rows) {
    JsonOutline outline(row.before);
    JsonEdits edits(outline);
    row.edit(edits, outline.root());
    EXPECT_EQ(edits.apply(), row.after) << row.name;
  }
}

TEST(JsonEditsTest, KnowsWhetherThereAreAny) {
  JsonOutline outline("[1]");
  JsonEdits edits(outline);
  EXPECT_TRUE(edits.empty());
  edits.remove(outline.root().element(0));
  EXPECT_FALSE(edits.empty());
}

using Dice = std::mt19937;

size_t roll(Dice& dice, size_t sides) {
  return dice() % sides;
}

json::value random_tree(Dice& dice, int depth) {
  size_t kind = roll(dice, depth > 0 ? 6 : 4);
  if (kind == 0) return json::value(static_cast<int64_t>(dice()));
  if (kind == 1) return json::value("s\"\\\n\xC3\xA9" + std::to_string(dice()));
  if (kind == 2) return json::value(nullptr);
  if (kind == 3) return json::value(true);
  size_t count = roll(dice, 5);
  if (kind == 4) {
    json::array array;
    for (size_t i = 0; i < count; ++i) array.push_back(random_tree(dice, depth - 1));
    return array;
  }
  json::object object;
  for (size_t i = 0; i < count; ++i) {
    object["k" + std::to_string(i)] = random_tree(dice, depth - 1);
  }
  return object;
}

// The text of a tree with white space where JSON allows it.
std::string spaced(const json::value& tree, Dice& dice) {
  std::string text;
  bool quoted = false;
  bool escaped = false;
  for (char c : json::serialize(tree)) {
    bool mark = !quoted && std::string_view("{}[],:").find(c) != std::string_view::npos;
    if (mark && roll(dice, 2) == 0) text.append(" \n");
    text.push_back(c);
    if (mark && roll(dice, 2) == 0) text.append("\t");
    if (c == '"' && !escaped) quoted = !quoted;
    escaped = c == '\\' && !escaped;
  }
  return text;
}

// Does a random thing to each container and child, in the text and in the tree. Boost's erase()
// moves the last member into the gap; stable_erase() is not in 1.81, so objects are rebuilt.
json::value edit_both(Value value, const json::value& tree, JsonEdits& edits, Dice& dice) {
  bool insert_front = value.is_array() && roll(dice, 4) == 0;
  bool insert_back = (value.is_array() || value.is_object()) && roll(dice, 4) == 0;
  if (value.is_array()) {
    json::array out;
    if (insert_front) out.push_back("front");
    size_t index = 0;
    for (Value child : value) {
      const json::value& old = tree.get_array()[index++];
      json::value edited = edit_both(child, old, edits, dice);
      size_t what = roll(dice, 5);
      if (what == 0) edits.remove(child);
      if (what == 1) edits.replace(child, "\"new\"");
      if (what != 0) out.push_back(what == 1 ? json::value("new") : edited);
    }
    if (insert_back) out.push_back("back");
    if (insert_front) edits.insert_first_element(value, "\"front\"");
    if (insert_back) edits.insert_last_element(value, "\"back\"");
    return out;
  }
  if (!value.is_object()) return tree;
  json::object out;
  for (Value child : value) {
    std::string name = child.name().text();
    json::value edited = edit_both(child, tree.get_object().at(name), edits, dice);
    size_t what = roll(dice, 5);
    if (what == 0) edits.remove(child);
    if (what == 1) edits.rename(child, name + "'");
    if (what != 0) out[what == 1 ? name + "'" : name] = edited;
  }
  if (insert_back) out["back"] = 1;
  if (insert_back) edits.insert_last_member(value, "back", "1");
  return out;
}

TEST(JsonEditsTest, DoesWhatTheSameEditsDoToTheTree) {
  Dice dice(20261126);
  for (int round = 0; round < 3000; ++round) {
    json::value tree = random_tree(dice, 4);
    std::string text = spaced(tree, dice);
    JsonOutline outline(text);
    JsonEdits edits(outline);
    json::value wanted = edit_both(outline.root(), tree, edits, dice);
    std::string changed = edits.apply();
    auto got = parse_json(changed);
    ASSERT_TRUE(got.has_value()) << text << "\n" << changed;
    ASSERT_EQ(*got, wanted) << text << "\n" << changed;
  }
}

}  // namespace
}  // namespace gs
