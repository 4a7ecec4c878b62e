#include "detect/scan/recogniser_scan.h"

#include <gtest/gtest.h>

#include <random>

namespace gs::detect {
namespace {

Check even(const Candidate& candidate) {
  return (candidate.match.back() - '0') % 2 == 0 ? Check::kValid : Check::kInvalid;
}

constexpr Recogniser kRows[] = {
    {.entity = "CODE", .pattern = "[A-Z]{2}\\d{4}", .score = 0.6},
    {.entity = "NUMBER",
     .pattern = "\\d{4,8}",
     .score = 0.2,
     .context_score = 0.7,
     .context = "number|order id"},
    {.entity = "EVEN", .pattern = "\\d{4}", .score = 0.5, .validate = even},
    {.entity = "PAIR", .pattern = "\\d{4} \\d{4}", .score = 0.6},
};

// Scores a match by its row, drops those below one half.
class ByScore final : public Judge {
 public:
  std::optional<Finding> judge(const Recognised& found) const override {
    const Check check = found.row.validate ? found.row.validate(found.text) : Check::kNoOpinion;
    if (check == Check::kInvalid && found.context != Context::kLabel) return std::nullopt;
    const bool in_context = found.context != Context::kNone;
    const double score =
        in_context ? std::max(found.row.score, found.row.context_score) : found.row.score;
    if (score < 0.5) return std::nullopt;
    return Finding{found.row.entity,
                   0,
                   {found.begin, found.begin + found.text.match.size()},
                   score,
                   check == Check::kValid};
  }
};

class RecogniserScanTest : public ::testing::Test {
 protected:
  using Found = std::vector<std::string>;

  Found scan(std::string_view text, size_t piece_bytes = 1'000'000) {
    RecogniserScan scan(set_, judge_);
    std::vector<Finding> findings;
    size_t released = 0;  // what a stream would have let go: no later finding may touch it
    for (size_t at = 0; at < text.size(); at += piece_bytes) {
      const size_t known = findings.size();
      scan.feed(text.substr(at, piece_bytes), findings);
      for (size_t i = known; i < findings.size(); ++i) {
        EXPECT_GE(findings[i].span.begin, released) << text;
      }
      released = std::min({scan.held_from(), at + piece_bytes, text.size()});
    }
    const size_t known = findings.size();
    scan.end_segment(findings);
    for (size_t i = known; i < findings.size(); ++i) {
      EXPECT_GE(findings[i].span.begin, released) << text;
    }
    Found found;
    for (const Finding& finding : findings) {
      found.push_back(
          std::string(finding.type) + ":" +
          std::string(text.substr(finding.span.begin, finding.span.end - finding.span.begin)));
    }
    return found;
  }

  RecogniserSet set_ = *RecogniserSet::compile(kRows, {});
  ByScore judge_;
};

TEST_F(RecogniserScanTest, ContextLiftsTheScore) {
  EXPECT_EQ(scan("12345"), Found{});
  EXPECT_EQ(scan("number 12345"), Found{"NUMBER:12345"});
  EXPECT_EQ(scan("The ORDER-ID that I got is 12345"), Found{"NUMBER:12345"});
  EXPECT_EQ(scan("number " + std::string(90, '.') + "12345"), Found{"NUMBER:12345"});
  EXPECT_EQ(scan("number " + std::string(97, '.') + "12345"), Found{});
  EXPECT_EQ(scan("12345 number"), Found{}) << "a word behind says nothing";
  EXPECT_EQ(scan("numbers 12345"), Found{}) << "another word";
}

TEST_F(RecogniserScanTest, ALabelStandsDirectlyBefore) {
  const auto context = [&](std::string_view text) {
    class Last final : public Judge {
     public:
      std::optional<Finding> judge(const Recognised& found) const override {
        if (found.row.entity == "NUMBER") seen = found.context;
        return std::nullopt;
      }
      mutable Context seen = Context::kNone;
    } last;
    RecogniserScan scan(set_, last);
    std::vector<Finding> findings;
    scan.feed(text, findings);
    scan.end_segment(findings);
    return last.seen;
  };
  EXPECT_EQ(context("number=12345"), Context::kLabel);
  EXPECT_EQ(context("my order id is: \"12345\""), Context::kLabel);
  EXPECT_EQ(context("number of people 12345"), Context::kNear);
  EXPECT_EQ(context("number\n12345"), Context::kNear);
  EXPECT_EQ(context("figure 12345"), Context::kNone);
}

TEST_F(RecogniserScanTest, OneTypeForEachCharacter) {
  EXPECT_EQ(scan("AB1234"), Found{"CODE:AB1234"});
  EXPECT_EQ(scan("1234 5671"), Found{"EVEN:1234"}) << "validated beats longer";
  EXPECT_EQ(scan("1231 5671"), Found{"PAIR:1231 5671"});
  EXPECT_EQ(scan("number 1231 5671"), Found{"PAIR:1231 5671"}) << "longer beats higher";
  EXPECT_EQ(scan("number 1234"), Found{"EVEN:1234"});
}

TEST_F(RecogniserScanTest, AnyCutGivesTheSame) {
  std::mt19937 random(5);
  constexpr const char* kParts[] = {"1234", "1231", "7", " ",         "number ",
                                    "AB",   "x",    ",", "order id: "};
  for (int round = 0; round < 1'000; ++round) {
    std::string text;
    for (int i = 0; i < 16; ++i) text += kParts[random() % 9];
    const Found whole = scan(text);
    for (size_t piece : {1, 3, 10}) ASSERT_EQ(scan(text, piece), whole) << text;
  }
}

TEST_F(RecogniserScanTest, HoldsWhatMayStillBecomeAFinding) {
  RecogniserScan scan(set_, judge_);
  std::vector<Finding> findings;
  scan.feed("hello AB12", findings);
  EXPECT_EQ(scan.held_from(), 6u);
  scan.feed("34", findings);
  EXPECT_EQ(scan.held_from(), 6u);
  EXPECT_TRUE(findings.empty());
  scan.feed(", bye! ", findings);
  EXPECT_EQ(findings.size(), 1u);
  EXPECT_EQ(scan.held_from(), kNowhere);
}

TEST_F(RecogniserScanTest, AChainOfOverlapsIsSettledInParts) {
  std::string text;
  for (int i = 0; i < 4'000; ++i) text += "1231 ";
  const Found whole = scan(text);
  EXPECT_GT(whole.size(), 1'900u);
  EXPECT_EQ(scan(text, 7), whole);
}

// "tag/<value>": a run from the first part is in the state of the one from the second, which alone
// is good.
TEST(RecogniserScanMerging, WhatBeganLaterEndsWhereTheEarlierDoes) {
  constexpr Recogniser kTokens[] = {{.entity = "TOKEN",
                                     .pattern = "[a-z/]{4,}",
                                     .score = 0.6,
                                     .validate = [](const Candidate& candidate) {
                                       return candidate.match.size() == 40 ? Check::kValid
                                                                           : Check::kInvalid;
                                     }}};
  const RecogniserSet set = *RecogniserSet::compile(kTokens, {});
  const ByScore judge;
  RecogniserScan scan(set, judge);
  std::vector<Finding> findings;
  scan.feed("tag/" + std::string(40, 'x') + ".", findings);
  scan.end_segment(findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].span.begin, 4u);
  EXPECT_EQ(findings[0].span.end, 44u);
}

TEST(RecogniserSet, NamesTheRowThatDoesNotCompile) {
  constexpr Recogniser kBad[] = {{.entity = "BAD", .pattern = "a(", .score = 1}};
  auto set = RecogniserSet::compile(kBad, {});
  ASSERT_FALSE(set);
  EXPECT_NE(set.error().to_string().find("a("), std::string::npos);
}

}  // namespace
}  // namespace gs::detect
