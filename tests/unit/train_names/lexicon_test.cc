// What the trainer looks up for a token is what the tagger looks up in the model that it makes.
#include "train_names/lexicon.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "unit/detect/names/name_fixture.h"

namespace gs::train {
namespace {

struct TextFile {
  explicit TextFile(const std::string& text) { std::ofstream(path) << text; }
  ~TextFile() { std::remove(path.c_str()); }
  std::string path = testing::TempDir() + "lexicon_test.tsv";
};

uint64_t word(std::string_view text) {
  return detect::name_tokens(text)[0].word;
}

TEST(Clusters, AreNumberedWithinTheCoarserOnes) {
  const TextFile file("1\tred blue\n1\tone two don't\n7\tParis\n");
  const auto clusters = read_clusters(file.path);
  ASSERT_TRUE(clusters);
  EXPECT_EQ(*clusters, (std::map<uint64_t, uint16_t>{{word("red"), 0x0101},
                                                     {word("blue"), 0x0101},
                                                     {word("one"), 0x0102},
                                                     {word("two"), 0x0102},
                                                     {word("paris"), 0x0701}}));
}

TEST(Clusters, WithoutANumberAreRefused) {
  const TextFile numberless("red blue\n");
  EXPECT_FALSE(read_clusters(numberless.path));

  EXPECT_FALSE(read_clusters("/nowhere/clusters.tsv"));
}

TEST(Lexicon, SaysWhatTheModelSays) {
  const detect::NameModelContent content = detect::random_content(detect::kNameText, 1);
  const auto model = detect::model_of(content);
  std::vector<detect::NameToken> tokens = detect::name_tokens("Anna Berg in New York, new BERG");
  std::vector<detect::NameToken> served = tokens;
  look_up({content.words, content.clusters}, tokens);
  size_t known = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    std::vector<detect::NameToken*> phrase;
    for (size_t n = i; n < std::min(served.size(), i + detect::kMaxPhraseTokens); ++n) {
      phrase.push_back(&served[n]);
    }
    model->lists().mark(phrase);
    if (detect::has_cluster(served[i])) {
      served[i].cluster = model->clusters().find(served[i].word);
    }
    known += served[i].lists != 0 || served[i].cluster != 0 ? 1 : 0;
  }
  for (size_t i = 0; i < tokens.size(); ++i) {
    EXPECT_EQ(tokens[i].lists, served[i].lists) << i;
    EXPECT_EQ(tokens[i].cluster, served[i].cluster) << i;
  }
  EXPECT_EQ(known, 5u);
}

}  // namespace
}  // namespace gs::train
