#include "training/labelled_rows.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "fixtures/temporary_folder.h"

namespace gs::training {
namespace {

class LabelledRowsTest : public ::testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& lines) {
    const std::string path = folder_.path() + "/" + name;
    std::ofstream(path) << lines;
    return path;
  }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(LabelledRowsTest, GivesEveryTextOnce) {
  const std::string first =
      file("first", R"({"text":"a","label":1,"source":"s","licence":"l","kind":"k"}
{"text":"b","label":0,"source":"s","licence":"l","category":"c"}
)");
  const std::string second = file("second", R"({"text":"a","label":0,"source":"t"})");
  const auto rows = read_rows({first, second});
  ASSERT_TRUE(rows) << rows.error().to_string();
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_TRUE((*rows)[0].label);
  EXPECT_EQ((*rows)[0].kind, "k");
  EXPECT_FALSE((*rows)[1].label);
  EXPECT_EQ((*rows)[1].kind, "c");
  EXPECT_EQ((*rows)[1].licence, "l");
}

TEST_F(LabelledRowsTest, ALineThatCannotBeReadIsNamed) {
  const std::string path = file("rows", "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\"}\n");
  const auto rows = read_rows({path});
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().to_string(), "no label (" + path + ":2)");
  const auto harmless =
      read_harmless_rows({file("rows", "[]\n")}, [](std::string_view) { return true; }, 1);
  ASSERT_FALSE(harmless);
  EXPECT_EQ(harmless.error().to_string(), "not a JSON object (" + path + ":1)");
}

TEST_F(LabelledRowsTest, HarmlessRowsAreTakenEvenlyFromEachSource) {
  std::string lines;
  for (int i = 0; i < 10; ++i) {
    for (const char* source : {"long", "other"}) {
      lines += fmt::format("{{\"text\":\"{} {}\",\"source\":\"{}\"}}\n", source, i, source);
    }
  }
  lines += R"({"text":"short","source":"short","label":1,"kind":"k"})";
  const auto rows = read_harmless_rows(
      {file("rows", lines)}, [](std::string_view source) { return source != "other"; }, 3);
  ASSERT_TRUE(rows) << rows.error().to_string();
  std::vector<std::string> texts;
  for (const LabelledRow& row : *rows) {
    texts.push_back(row.text);
    EXPECT_FALSE(row.label);
    EXPECT_EQ(row.kind, "");
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"long 3", "long 6", "long 9", "short"}));
}

}  // namespace
}  // namespace gs::training
