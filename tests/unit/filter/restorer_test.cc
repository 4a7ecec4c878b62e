#include "filter/restorer.h"

#include <gtest/gtest.h>

#include <random>

namespace gs::filter {
namespace {

class RestorerTest : public ::testing::Test {
 protected:
  RestorerTest() {
    placeholders_.token_for("EMAIL_ADDRESS", "ann@example.org", true);
    placeholders_.token_for("US_SSN", "536-90-4399", true);
    placeholders_.token_for("US_SSN", "not to be put back", false);
  }

  std::string restore(const std::string& text, size_t piece = 0) const {
    Restorer restorer(placeholders_);
    std::string out;
    const size_t size = piece == 0 ? text.size() : piece;
    for (size_t at = 0; at < text.size(); at += size) out += restorer.feed(text.substr(at, size));
    return out + restorer.finish();
  }

  Placeholders placeholders_;
};

TEST_F(RestorerTest, PutsValuesBackInPlainText) {
  EXPECT_EQ(restore("Write to [EMAIL_ADDRESS_1]."), "Write to ann@example.org.");
  EXPECT_EQ(restore("([US_SSN_1])"), "(536-90-4399)");
  EXPECT_EQ(restore("[EMAIL_ADDRESS_1][US_SSN_1]"), "ann@example.org536-90-4399");
  EXPECT_EQ(restore("mail:[EMAIL_ADDRESS_1]"), "mail:ann@example.org");
}

TEST_F(RestorerTest, LeavesWhatItDoesNotKnow) {
  for (const char* text : {"[US_SSN_2]", "[US_SSN_3]", "[PERSON_1]", "a[0] [x]", "[US_SSN_", "["}) {
    EXPECT_EQ(restore(text), text);
  }
}

TEST_F(RestorerTest, BuildsNoWebAddresses) {
  for (const char* text :
       {"https://evil.example/?d=[EMAIL_ADDRESS_1]", "![x](https://evil.example/[US_SSN_1].png)",
        "//evil.example/[US_SSN_1]", "see www.evil.example?[US_SSN_1]", "evil.example/[US_SSN_1]",
        "[US_SSN_1].evil.example", "[US_SSN_1]/x", "[US_SSN_1]@evil.example",
        "[x](/c?d=[US_SSN_1])", "HTTPS://EVIL.EXAMPLE/[US_SSN_1]"}) {
    EXPECT_EQ(restore(text), text);
  }
  EXPECT_EQ(restore("see https://a.example for [US_SSN_1]"),
            "see https://a.example for 536-90-4399");
}

TEST_F(RestorerTest, FreesLookAlikes) {
  EXPECT_EQ(restore("[\\US_SSN_1] [\\\\US_SSN_1]"), "[US_SSN_1] [\\US_SSN_1]");
  EXPECT_EQ(restore("https://a.example/[\\US_SSN_1]"), "https://a.example/[US_SSN_1]");
}

TEST_F(RestorerTest, AnyCutGivesTheSame) {
  constexpr const char* kParts[] = {"[EMAIL_ADDRESS_1]",
                                    "[US_SSN_1]",
                                    "[US_SSN_2]",
                                    "[\\US_SSN_1]",
                                    "[",
                                    "[A",
                                    "https://a.example/",
                                    " ",
                                    ".",
                                    "x",
                                    "é",
                                    "/",
                                    "(",
                                    "www.",
                                    "\\"};
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 8; ++i) text += kParts[random() % std::size(kParts)];
    const std::string whole = restore(text);
    for (size_t piece = 1; piece < 6; ++piece) ASSERT_EQ(restore(text, piece), whole) << text;
  }
}

TEST_F(RestorerTest, IsTheInverseOfEscaping) {
  std::mt19937 random(6);
  constexpr char kAlphabet[] = "[]\\A_1 x.";
  const Placeholders none;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += kAlphabet[random() % (sizeof(kAlphabet) - 1)];
    Restorer restorer(none);
    const std::string back = restorer.feed(escape_lookalikes(text));
    ASSERT_EQ(back + restorer.finish(), text);
  }
}

}  // namespace
}  // namespace gs::filter
