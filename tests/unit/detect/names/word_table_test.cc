#include "detect/names/word_table.h"

#include <gtest/gtest.h>

#include "unit/detect/names/name_fixture.h"

namespace gs::detect {
namespace {

TEST(WordTable, HoldsAllThatWasBuiltIntoIt) {
  NameModelContent content;
  content.weights[1] = {};
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) content.words[random()] = static_cast<uint16_t>(1 + i % 4000);
  for (int i = 0; i < 20'000; ++i) content.clusters[random()] = static_cast<uint16_t>(5000 + i);
  const auto model = model_of(content);
  size_t wrong = 0;
  for (const auto& [key, flags] : content.words) wrong += model->lists().find(key) != flags ? 1 : 0;
  for (const auto& [word, cluster] : content.clusters) {
    wrong += model->clusters().find(word) != cluster ? 1 : 0;
  }
  EXPECT_LE(wrong, 80u) << "two keys may look alike";
  size_t strangers = 0;
  for (int i = 0; i < 20'000; ++i) strangers += model->lists().find(random()) != 0 ? 1 : 0;
  EXPECT_LE(strangers, 10u);
}

TEST(WordTable, AnEmptyOneKnowsNothing) {
  EXPECT_EQ(WordTable().find(1), 0);
}

}  // namespace
}  // namespace gs::detect
