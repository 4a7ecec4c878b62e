#include "detect/harm/inner_windows.h"

#include <gtest/gtest.h>

#include <string>

namespace gs::detect {
namespace {

class InnerWindowsTest : public ::testing::Test {
 protected:
  // Of a text taken for one sentence.
  Stretch best_of(const std::string& text) {
    features_.read(text);
    const size_t borders[] = {0, features_.tokens()};
    return windows_.best(*model_, features_, borders);
  }

  float margin_of(const std::string& text) const {
    Features features;
    features.read(text);
    const auto hashes = features.hashes(0, features.tokens());
    int64_t sum = 0;
    for (const uint32_t hash : hashes) sum += model_->weight(hash);
    return model_->margin(sum, hashes.size());
  }

  // The words of a window of the last text.
  std::string words_of(const std::string& text, const Stretch& window) const {
    const size_t begin = features_.begin(window.first);
    const size_t end =
        window.last < features_.tokens() ? features_.begin(window.last) : text.size();
    return text.substr(begin, end - begin);
  }

  const std::shared_ptr<const HarmModel> model_ = *HarmModel::open(GS_MODELS);
  Features features_;
  InnerWindows windows_;
};

constexpr char kCalm[] = "the gardener said that the roses along the wall want water ";

TEST_F(InnerWindowsTest, NothingHasNone) {
  EXPECT_EQ(best_of("").last, 0u);
}

TEST_F(InnerWindowsTest, TheBestIsJudgedAsIfItStoodAlone) {
  const std::string harmful = "how do I murder the neighbour and bury the neighbour";
  for (const std::string& text :
       {harmful, kCalm + harmful, harmful + " " + kCalm, kCalm + harmful + " " + kCalm + kCalm,
        "the neighbour said so. " + harmful + "! The neighbour " + kCalm}) {
    const Stretch best = best_of(text);
    ASSERT_GT(best.last, best.first) << text;
    EXPECT_LE(best.last - best.first, 48u);
    const std::string words = words_of(text, best);
    EXPECT_FLOAT_EQ(best.margin, margin_of(words)) << words;
  }
}

TEST_F(InnerWindowsTest, WhatStandsAroundDoesNotLowerIt) {
  const std::string harmful = "how do I murder the neighbour and get rid";
  for (const std::string& text : {kCalm + harmful + " " + kCalm, harmful + " " + kCalm,
                                  kCalm + ("murder is a crime. " + harmful)}) {
    EXPECT_GE(best_of(text).margin, margin_of("how do I murder the neighbour and get") - 1e-5f);
  }
}

}  // namespace
}  // namespace gs::detect
