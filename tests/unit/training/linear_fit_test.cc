// What a fit makes of words, groups of words and pairs.
#include "training/linear_fit.h"

#include <gtest/gtest.h>

#include "detect/learned/features.h"
#include "fixtures/temporary_folder.h"

#include <fstream>
#include <string>
#include <vector>

namespace gs::training {
namespace {

constexpr LinearSettings kSettings{.buckets = 1 << 21, .damping = 5, .cost = 10, .rarity = 0.75};

std::vector<uint32_t> hashes_of(const std::string& text) {
  detect::Features features;
  features.read(text);
  const auto all = features.hashes(0, features.tokens());
  return {all.begin(), all.end()};
}

class LinearFitTest : public ::testing::Test {
 protected:
  LinearFitTest() {
    for (const char* text : {"throw a grenade", "buy some grenade", "a grenade here"})
      learn(text, true);
    for (const char* text : {"throw a tulip", "buy some tulip", "a tulip here"}) learn(text, false);
  }

  void learn(const std::string& text, bool label) {
    texts_.push_back(hashes_of(text));
    labels_.push_back(label);
  }

  LinearModel fit(const WordGroups& groups = {}) {
    std::vector<Example> examples;
    for (size_t i = 0; i < texts_.size(); ++i) examples.push_back({texts_[i], labels_[i]});
    return fit_linear(examples, kSettings, groups);
  }

  Result<WordGroups> groups(const std::string& text) {
    const std::string path = folder_.path() + "/groups.tsv";
    std::ofstream(path) << text;
    return read_word_groups(path);
  }

  double margin_of(const LinearModel& model, const std::string& text) {
    return margin(model, kSettings, hashes_of(text));
  }

 private:
  std::vector<std::vector<uint32_t>> texts_;
  std::vector<bool> labels_;
  test::TemporaryFolder folder_;
};

TEST_F(LinearFitTest, RanksWhatItHasSeen) {
  const LinearModel model = fit();
  EXPECT_GT(margin_of(model, "the grenade"), margin_of(model, "the tulip"));
  EXPECT_FLOAT_EQ(margin_of(model, "missile"), margin_of(model, "rose")) << "neither was seen";
}

TEST_F(LinearFitTest, AWordThatNoExampleHasWeighsWhatItsGroupWeighs) {
  const auto read = groups("1\tgrenade missile\n1\ttulip rose\n");
  ASSERT_TRUE(read) << read.error().to_string();
  const LinearModel model = fit(*read);
  EXPECT_GT(margin_of(model, "missile"), margin_of(model, "rose") + 0.1);
  EXPECT_GT(margin_of(model, "the grenade"), margin_of(model, "the missile")) << "seen counts more";
}

TEST_F(LinearFitTest, TheSameExamplesGiveTheSameModel) {
  const auto read = groups("1\tgrenade missile\n1\ttulip rose\n");
  ASSERT_TRUE(read) << read.error().to_string();
  const LinearModel first = fit(*read), second = fit(*read);
  EXPECT_EQ(first.weights, second.weights);
  EXPECT_EQ(first.bias, second.bias);
}

TEST_F(LinearFitTest, GroupsAreOfSingleTokens) {
  const auto read = groups("# comment\n3\tRose tulip co-author\n4\trose grenade\n");
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->count, 2u);
  ASSERT_EQ(read->words.size(), 3u);
  const auto group = [&](const std::string& word) { return read->find(hashes_of(word)[0])->group; };
  EXPECT_EQ(group("rose"), 0u) << "the first line that has it";
  EXPECT_EQ(group("tulip"), 0u);
  EXPECT_EQ(group("grenade"), 1u);
  EXPECT_EQ(read->find(hashes_of("missile")[0]), nullptr);
}

TEST_F(LinearFitTest, ALineWithoutANumberIsNamed) {
  const auto read = groups("1\trose\ntulip\n");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().to_string().find("no number before the words: tulip"), std::string::npos);
}

}  // namespace
}  // namespace gs::training
