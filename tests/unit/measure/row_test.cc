#include "measure/row.h"

#include <gtest/gtest.h>

namespace gs::measure {
namespace {

TEST(TextRow, IsRead) {
  const auto row = read_text_row(R"({"text":"h\u00e9", "id": 7, "role":"tool", "other":[1]})");
  ASSERT_TRUE(row) << row.error().message;
  EXPECT_EQ(row->text, "h\u00e9");
  EXPECT_EQ(row->id, 7);
  EXPECT_EQ(row->role, text::Role::kTool);
  const auto bare = read_text_row(R"({"text":""})");
  ASSERT_TRUE(bare) << bare.error().message;
  EXPECT_TRUE(bare->id.is_null());
  EXPECT_FALSE(bare->role);
}

TEST(TextRow, EveryRoleHasItsName) {
  for (const char* role : {"user", "system", "assistant", "tool", "document"}) {
    const auto row = read_text_row(R"({"text":"x","role":")" + std::string(role) + "\"}");
    ASSERT_TRUE(row) << role;
    EXPECT_EQ(text::to_string(*row->role), role);
  }
}

struct BadRow {
  std::string line;
  const char* message;
};

TEST(TextRow, ProblemsNameTheFieldAndNotItsValue) {
  for (const BadRow& row : std::vector<BadRow>{
           {"{\"text\":\"secret", "JSON ends too early at column 16"},
           {"secret", "not JSON: syntax error at column 1"},
           {R"(["secret"])", "must be a JSON object"},
           {R"({"id":1})", "text is missing"},
           {R"({"text":1})", "text must be a string"},
           {R"({"text":null})", "text must be a string"},
           {R"({"text":"secret","id":[1]})", "id must be a string or a number"},
           {R"({"text":"secret","role":"boss"})",
            "role must be user, system, assistant, tool or document"},
           {R"({"text":"secret","role":3})", "role must be a string"},
           {R"({"secret":1,"text":"x","secret":2})", "a name occurs twice at column 34"},
           {"{\"text\":\"\xff\"}", "invalid UTF-8 at byte 10"},
           {R"({"text":"secret"} x)", "not JSON: extra data at column 19"},
       }) {
    const auto read = read_text_row(row.line);
    ASSERT_FALSE(read) << row.line;
    EXPECT_EQ(read.error().message, row.message) << row.line;
  }
}

TEST(TextRow, AProblemKeepsTheId) {
  EXPECT_EQ(read_text_row(R"({"id":"a","text":1})").error().id, "a");
  EXPECT_TRUE(read_text_row(R"({"id":{},"text":"x"})").error().id.is_null());
}

TEST(LabelledRow, IsRead) {
  const auto row = read_labelled_row(
      R"({"text":"call 555","label":1,"source":"s","checks":"PHONE_NUMBER","spans":[
          {"start":7,"end":8,"entity_type":"AGE"},
          {"start":5,"end":8,"entity_type":"PHONE_NUMBER","value":"555"}]})");
  ASSERT_TRUE(row) << row.error().message;
  EXPECT_EQ(row->label, true);
  EXPECT_EQ(row->source, "s");
  EXPECT_EQ(row->checks, "PHONE_NUMBER");
  ASSERT_EQ(row->spans->size(), 2u);
  EXPECT_EQ(row->spans->front().type, "PHONE_NUMBER");  // by their start
  EXPECT_EQ(row->spans->front().start, 5u);
  EXPECT_EQ(read_labelled_row(R"({"text":"x","label":false})")->label, false);
  EXPECT_TRUE(read_labelled_row(R"({"text":"x","spans":[]})")->spans->empty());
}

TEST(LabelledRow, ProblemsNameTheField) {
  for (const BadRow& row : std::vector<BadRow>{
           {R"({"text":"x"})", "label or spans is missing"},
           {R"({"text":"x","label":2})", "label must be 0 or 1"},
           {R"({"text":"x","label":"1"})", "label must be 0 or 1"},
           {R"({"text":"x","label":1,"source":1})", "source must be a string"},
           {R"({"text":"x","spans":{}})", "spans must be an array"},
           {R"({"text":"x","spans":[1]})", "spans[0] must be an object"},
           {R"({"text":"x","spans":[{"start":0,"end":1}]})",
            "spans[0].entity_type must be a string"},
           {R"({"text":"x","spans":[{"start":"0","end":1,"entity_type":"A"}]})",
            "spans[0].start must be an integer"},
           {R"({"text":"x","spans":[{"start":0,"entity_type":"A"}]})",
            "spans[0].end must be an integer"},
           {R"({"text":"xy","spans":[{"start":0,"end":1,"entity_type":"A"},
                                     {"start":1,"end":1,"entity_type":"A"}]})",
            "spans[1] must have 0 <= start < end"},
           {"{\"text\":\"\u00e9\u00e9\",\"spans\":[{\"start\":0,\"end\":3,\"entity_type\":\"A\"}]}",
            "spans[0].end is 3, but the text has 2 code points"},
       }) {
    const auto read = read_labelled_row(row.line);
    ASSERT_FALSE(read) << row.line;
    EXPECT_EQ(read.error().message, row.message) << row.line;
  }
}

}  // namespace
}  // namespace gs::measure
