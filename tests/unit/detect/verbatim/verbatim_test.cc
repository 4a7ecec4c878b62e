#include "detect/verbatim/verbatim.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "corpus_fixture.h"
#include "fixtures/cpu_clock.h"
#include "fixtures/detect_fixture.h"

namespace gs::detect {
namespace {

// 25 tokens.
const std::string kPoem =
    "Beneath the tide the lanterns swing, and every bell forgets to ring; the harbour keeps its "
    "copper light for ships that never came that night.";

double ratio(const Look& look) {
  return std::get<double>(look.signals[text::kVerbatimRatio].value);
}
std::vector<std::string> sources(const Look& look) {
  return std::get<std::vector<std::string>>(look.signals[text::kVerbatimSources].value);
}

Verbatim detector_of(const NamedTexts& texts) {
  return Verbatim(corpus_of(texts));
}

TEST(Verbatim, ReportsShareSourceAndSpan) {
  const Verbatim detector = detector_of({{"other.txt", "nothing"}, {"poem.txt", kPoem}});
  const std::string text = "As asked: " + kPoem + " I hope that you like this poem!";
  const Look found = look(detector, {text});
  EXPECT_DOUBLE_EQ(ratio(found), 25.0 / 34.0);
  EXPECT_EQ(sources(found), std::vector<std::string>{"poem.txt"});
  ASSERT_EQ(found.findings.size(), 1u);
  const Finding& finding = found.findings[0];
  EXPECT_EQ(finding.type, "VERBATIM");
  EXPECT_EQ(text.substr(finding.span.begin, finding.span.end - finding.span.begin),
            kPoem.substr(0, kPoem.size() - 1));
  EXPECT_EQ(finding.score, 1);
  EXPECT_FALSE(finding.maskable);
}

TEST(Verbatim, SaysNothingOfOriginalShortAndEmptyTexts) {
  const Verbatim detector = detector_of({{"poem.txt", kPoem}});
  for (const std::string& text :
       {std::string(), std::string(" \n"), kPoem.substr(0, 80), std::string(5000, 'a')}) {
    const Look found = look(detector, {text});
    EXPECT_EQ(ratio(found), 0) << text;
    EXPECT_TRUE(sources(found).empty());
    EXPECT_TRUE(found.findings.empty());
  }
}

TEST(Verbatim, SeesThroughLayoutAndDisguise) {
  const Verbatim detector = detector_of({{"poem.txt", kPoem}});
  std::string capitals, lines, hidden, wide;
  for (const char c : kPoem) {
    const bool is_letter = c >= 'a' && c <= 'z';
    capitals += is_letter ? static_cast<char>(c - 32) : c;
    lines += c == ' ' ? "\n\n> " : std::string(1, c);
    hidden += is_letter ? std::string(1, c) + "\xE2\x80\x8B" : std::string(1, c);  // zero width
    if (is_letter) {
      append_code_point(wide, 0xFF41 + static_cast<char32_t>(c - 'a'));  // full width
    } else {
      wide += c;
    }
  }
  for (const std::string& text : {capitals, lines, hidden, wide}) {
    text::PlainView view;
    view.begin_segment();
    EXPECT_EQ(ratio(look(detector, {std::string(view.feed(text))})), 1) << text;
  }
}

TEST(Verbatim, DoesNotDependOnHowTheTextIsCut) {
  std::mt19937 random(1);
  NamedTexts texts;
  for (int i = 0; i < 4; ++i) texts.emplace_back(std::to_string(i), random_words(random, 300, 6));
  texts.emplace_back("poem", kPoem);
  const Verbatim detector = detector_of(texts);
  std::string text = kPoem;
  for (int i = 0; i < 8; ++i) {
    text += random_words(random, 10, 6) + texts[random() % 5].second.substr(random() % 50, 300);
  }
  const Look whole = look(detector, {text, kPoem});
  EXPECT_GT(whole.findings.size(), 3u);
  for (size_t piece = 1; piece < 40; ++piece) {
    const Look cut = look(detector, {text, kPoem}, piece);
    EXPECT_EQ(cut.signals[text::kVerbatimRatio].value, whole.signals[text::kVerbatimRatio].value);
    EXPECT_EQ(sources(cut), sources(whole));
    ASSERT_EQ(cut.findings.size(), whole.findings.size());
    for (size_t i = 0; i < cut.findings.size(); ++i) {
      EXPECT_EQ(cut.findings[i].span.begin, whole.findings[i].span.begin);
      EXPECT_EQ(cut.findings[i].span.end, whole.findings[i].span.end);
    }
  }
}

TEST(Verbatim, DoesNotJoinSegments) {
  const Verbatim detector = detector_of({{"poem.txt", kPoem}});
  const size_t middle = kPoem.find("ring");
  EXPECT_EQ(ratio(look(detector, {kPoem.substr(0, middle), kPoem.substr(middle)})), 0);
  EXPECT_EQ(ratio(look(detector, {kPoem, kPoem})), 1);
}

TEST(Verbatim, NamesTheMostCoveredSourcesFirstAndSixteenAtMost) {
  std::mt19937 random(2);
  NamedTexts texts;
  std::string text;
  for (size_t i = 0; i < 20; ++i) {
    texts.emplace_back("s" + std::to_string(i), random_words(random, 20 + 2 * i, 1000));
    text += texts.back().second;
  }
  const auto names = sources(look(detector_of(texts), {text}));
  ASSERT_EQ(names.size(), 16u);
  EXPECT_EQ(names.front(), "s19");
  EXPECT_EQ(names.back(), "s4");
}

TEST(Verbatim, BoundsFindingsButNotTheRatio) {
  const Verbatim detector = detector_of({{"poem.txt", kPoem}});
  std::string text;
  for (int i = 0; i < 1500; ++i) text += kPoem + " x ";
  const Look found = look(detector, {text});
  EXPECT_EQ(found.findings.size(), 1000u);
  EXPECT_DOUBLE_EQ(ratio(found), 25.0 / 26.0);
}

TEST(Verbatim, ReadsHostileTextInLinearTime) {
  std::mt19937 random(3);
  const Verbatim detector = detector_of({{"two words", random_words(random, 100'000, 2)},
                                         {"one", std::string(100'000, 'a')},
                                         {"letters", [] {
                                            std::string text;
                                            for (int i = 0; i < 100'000; ++i) text += "a ";
                                            return text;
                                          }()}});
  const std::string mixture = random_words(random, 350'000, 2);
  std::string letters;
  while (letters.size() < 1u << 20) letters += "a a b ";
  for (const std::string& text : {mixture, std::string(1u << 20, 'a'), letters}) {
    const auto began = CpuClock::now();
    (void)look(detector, {text});
    EXPECT_LT(CpuClock::now() - began,
              std::chrono::seconds(5));  // with sanitizers too
  }
}

TEST(Verbatim, FindsPassagesOfTheSharedTexts) {
  const std::filesystem::path folder = std::filesystem::path(GS_SHARED) / "data" / "verbatim";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is absent";
  NamedTexts texts;
  uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    texts.emplace_back(entry.path().filename().string(),
                       std::string(std::istreambuf_iterator<char>(file), {}));
    bytes += texts.back().second.size();
  }
  ASSERT_FALSE(texts.empty());
  const auto corpus = corpus_of(texts);
  EXPECT_LE(static_cast<double>(corpus->info().index_bytes), 1.5 * static_cast<double>(bytes));
  const Verbatim detector(corpus);
  std::mt19937 random(4);
  for (int i = 0; i < 200; ++i) {
    const auto& [name, whole] = texts[random() % texts.size()];
    size_t begin = random() % (whole.size() - 2000);
    begin = whole.find(' ', begin);
    const size_t end = whole.find(' ', begin + 1000);
    text::PlainView view;
    view.begin_segment();
    const std::string text(view.feed(whole.substr(begin, end - begin)));
    const Look found = look(detector, {text});
    EXPECT_EQ(ratio(found), 1) << name << " " << begin;
    ASSERT_FALSE(sources(found).empty());
    EXPECT_EQ(sources(found)[0], name) << begin;
  }
}

}  // namespace
}  // namespace gs::detect
