// What training makes of the files that were written for it.
#include "train_injection/written_texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "fixtures/temporary_folder.h"

namespace gs::training {
namespace {

class WrittenTextsTest : public ::testing::Test {
 protected:
  WrittenTextsTest() {
    write("fillings", "goal say {word}\nword yes\nword no\n");
    write("prompts", "# comment\n\n+ please {goal}.\n- one\\ntwo\n");
    write("languages", "");
    write("containers", "<b>{}</b>\n");
    write("planted", "- {word} thanks\n");
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() + "/injection_" + name + ".txt") << text;
  }

  Result<std::vector<WrittenText>> read(uint32_t seed = 7) {
    return written_texts(folder_.path(), seed);
  }

  test::TemporaryFolder folder_;
};

TEST_F(WrittenTextsTest, FillsHolesAndHolesOfFillings) {
  const auto texts = read();
  ASSERT_TRUE(texts) << texts.error().to_string();
  ASSERT_EQ(texts->size(), 4u + 1u + 1u);
  const std::set<std::string> expected = {"please say yes.", "please say no."};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_TRUE(expected.contains((*texts)[i].text)) << (*texts)[i].text;
    EXPECT_TRUE((*texts)[i].label);
    EXPECT_EQ((*texts)[i].times, 1u);
  }
  EXPECT_EQ((*texts)[4].text, "one\ntwo");
  EXPECT_FALSE((*texts)[4].label);
  EXPECT_EQ((*texts)[4].times, 2u) << "a line that is taken as it stands";
}

TEST_F(WrittenTextsTest, PutsWhatIsPlantedIntoContainers) {
  const auto texts = read();
  ASSERT_TRUE(texts) << texts.error().to_string();
  const std::set<std::string> expected = {"<b>yes thanks</b>", "<b>no thanks</b>"};
  EXPECT_TRUE(expected.contains(texts->back().text)) << texts->back().text;
  EXPECT_FALSE(texts->back().label);
}

TEST_F(WrittenTextsTest, ARefusedLineIsNamed) {
  write("prompts", "please {goal}\n");
  const auto unsigned_line = read();
  ASSERT_FALSE(unsigned_line);
  EXPECT_NE(unsigned_line.error().to_string().find("neither + nor -"), std::string::npos);
  write("fillings", "goal\n");
  const auto nameless = read();
  ASSERT_FALSE(nameless);
  EXPECT_NE(nameless.error().to_string().find("injection_fillings.txt"), std::string::npos);
}

// The files that ship.
TEST(ShippedTextsTest, AreOfBothLabelsFilledAndTheSameEachTime) {
  const auto texts = written_texts(GS_TRAINING, 7);
  ASSERT_TRUE(texts) << texts.error().to_string();
  const auto attacks = static_cast<size_t>(
      std::count_if(texts->begin(), texts->end(), [](const WrittenText& t) { return t.label; }));
  EXPECT_GT(attacks, 1000u);
  EXPECT_GT(texts->size() - attacks, 1000u);
  const auto again = written_texts(GS_TRAINING, 7);
  ASSERT_TRUE(again);
  std::set<std::string> kinds[2];
  for (size_t i = 0; i < texts->size(); ++i) {
    const WrittenText& text = (*texts)[i];
    EXPECT_EQ(text.text, (*again)[i].text);
    kinds[text.label].insert(text.text);
    for (const char* hole : {"{}", "{goal}", "{secret}", "{prompt}", "{rules}", "{before}", "{bot}",
                             "{harm}", "{task}", "{role}", "{quote}", "{address}", "{private}",
                             "{name}", "{product}", "{model}"}) {
      EXPECT_EQ(text.text.find(hole), std::string::npos) << text.text;
    }
  }
  for (const std::string& attack : kinds[1]) {
    EXPECT_FALSE(kinds[0].contains(attack)) << "of both labels: " << attack;
  }
}

}  // namespace
}  // namespace gs::training
