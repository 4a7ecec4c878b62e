#include "filter/extract.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "base/utf8.h"

namespace gs::filter {
namespace {

TEST(Extract, TakesTheSentencesThatTheTextIsAboutInTheirOrder) {
  const std::string text =
      "Good morning to all of you. The turbine failed because the bearing of the turbine was dry. "
      "It rained. A dry bearing heats the turbine until the turbine stops. "
      "Somebody brought cake. We order a new bearing for the turbine.";
  EXPECT_EQ(extract_summary(text, {2, 600}),
            "The turbine failed because the bearing of the turbine was dry. "
            "A dry bearing heats the turbine until the turbine stops.");
}

TEST(Extract, ShortTextsAreTheirOwnSummary) {
  EXPECT_EQ(extract_summary("One thing."), "One thing.");
  EXPECT_EQ(extract_summary("  no end at all "), "no end at all");
  EXPECT_EQ(extract_summary(""), "");
  EXPECT_EQ(extract_summary(" \n\t "), "");
}

TEST(Extract, EqualSentencesAreTakenFromTheBeginning) {
  EXPECT_EQ(extract_summary("First. Second. Third. Fourth.", {2, 600}), "First. Second.");
}

TEST(Extract, KeepsTheLimitOfCharacters) {
  const std::string text = "Alpha beta gamma delta. Alpha beta gamma delta epsilon. Short.";
  EXPECT_EQ(extract_summary(text, {3, 30}), "Alpha beta gamma delta. Short.");
  EXPECT_EQ(extract_summary(text, {3, 5}), "Alpha");
  EXPECT_EQ(extract_summary("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", {3, 2}), "\xC3\xA9\xC3\xA9");
}

TEST(Extract, WorksForScriptsWithoutSpaces) {
  const std::string text = "今天天气很好。发动机坏了因为发动机没有油。我们吃饭。";
  EXPECT_EQ(extract_summary(text, {1, 600}), "发动机坏了因为发动机没有油。");
}

TEST(Extract, CutsTextsWithoutSentenceEnds) {
  std::string words;
  for (int i = 0; i < 400; ++i) words += "word" + std::to_string(i) + " ";
  const std::string summary = extract_summary(words, {2, 10000});
  EXPECT_LE(count_code_points(summary), 2 * 241u);
  EXPECT_TRUE(summary.starts_with("word0 word1 "));
  std::string wide;
  for (int i = 0; i < 1000; ++i) wide += "\xE5\xA4\xA9";
  EXPECT_TRUE(is_valid_utf8(extract_summary(wide, {2, 300})));
  EXPECT_LE(count_code_points(extract_summary(wide, {2, 300})), 300u);
  EXPECT_GE(count_code_points(extract_summary(wide, {2, 300})), 240u);
}

TEST(Extract, LinesEndSentences) {
  EXPECT_EQ(extract_summary("- the pump leaks\n- nothing else\n- the pump and the valve leaks\n",
                            {2, 600}),
            "- the pump leaks - the pump and the valve leaks");
}

TEST(Extract, TakesTimeInProportionToTheText) {
  const auto seconds = [](const std::string& text) {
    const auto began = std::chrono::steady_clock::now();
    extract_summary(text);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  for (const char* part : {"a. ", "word ", "x", "\xE5\xA4\xA9", "!?. "}) {
    std::string text;
    while (text.size() < 1000000) text += part;
    EXPECT_LT(seconds(text), 5) << part;
  }
}

}  // namespace
}  // namespace gs::filter
