#include "detect/entities/entities.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <random>
#include <set>

#include "base/utf8.h"
#include "detect/pii/recognisers.h"
#include "fixtures/cpu_clock.h"
#include "fixtures/detect_fixture.h"

namespace gs::detect {
namespace {

class EntitiesTest : public ::testing::Test {
 protected:
  using Found = std::vector<std::string>;  // "ENTITY:value"

  static const Entities& entities() {
    static const std::shared_ptr<const Entities> detector = *Entities::create();
    return *detector;
  }

  static Found find(const std::string& text, size_t piece = 0) {
    Found found;
    for (const Finding& finding : look(entities(), {text}, piece).findings) {
      found.push_back(std::string(finding.type) + ":" +
                      text.substr(finding.span.begin, finding.span.end - finding.span.begin));
    }
    return found;
  }
};

TEST_F(EntitiesTest, FindsWhatPeopleWrite) {
  const std::pair<const char*, const char*> cases[] = {
      {"Write to anna.k@example.org.", "EMAIL_ADDRESS:anna.k@example.org"},
      {"see https://example.org/a?b=c, please", "URL:https://example.org/a?b=c"},
      {"from 203.0.113.7 today", "IP_ADDRESS:203.0.113.7"},
      {"card 4111-1111-1111-1111 exp 12/29", "CREDIT_CARD:4111-1111-1111-1111"},
      {"IBAN: DE89 3704 0044 0532 0130 00, thanks", "IBAN_CODE:DE89 3704 0044 0532 0130 00"},
      {"call +49 170 1234567 now", "PHONE_NUMBER:+49 170 1234567"},
      {"my phone is 0171 1234567", "PHONE_NUMBER:0171 1234567"},
      {"(212) 555-0143 x12", "PHONE_NUMBER:(212) 555-0143 x12"},
      {"her SSN is 536-90-4399", "US_SSN:536-90-4399"},
      {"mein Personalausweis: L01X00T44", "DE_ID_CARD:L01X00T44"},
      {"身份证11010519491231002X号", "CN_RESIDENT_ID:11010519491231002X"},
      {"She is 39 years old", "AGE:39"},
      {"I live in Austin, TX 78701", "ZIP_CODE:78701"},
      {"codice fiscale RSSMRA85T10A562S", "IT_FISCAL_CODE:RSSMRA85T10A562S"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(find(text), Found{expected}) << text;
}

TEST_F(EntitiesTest, LeavesOrdinaryNumbersAlone) {
  for (const char* text :
       {"The order 4711-0815 costs 1,299.00 EUR since 2024-05-17 12:30:45.",
        "commit 3f2a9b8c7d6e5f40 at 1716200000000, version 10.2.3", "4111 1111 1111 1112",
        "Turn right after 300 m, then 2 km", "std::vector<int> a(123456789);",
        "in 1999-2004, 100-150 of them", "section 5.1.1.2 of the standard",
        "ISBN 978-3-16-148410-0", "ratio 127.8000 and 3.14159265"}) {
    EXPECT_EQ(find(text), Found{}) << text;
  }
}

TEST_F(EntitiesTest, AnExplicitLabelWinsOverATextbookValue) {
  EXPECT_EQ(find("test prompt with PII: ssn=123-45-6789"), Found{"US_SSN:123-45-6789"});
  EXPECT_EQ(find("the code is 123-45-6789"), Found{});
}

TEST_F(EntitiesTest, RaisesItsSignals) {
  const Look found = look(entities(), {"a@example.org, b@example.org and 203.0.113.7"});
  EXPECT_EQ(found.signals[text::kContainsPii].value, text::SignalValue(true));
  EXPECT_EQ(found.signals[text::kPiiCount].value, text::SignalValue(int64_t{3}));
  EXPECT_EQ(found.signals[text::kPiiTypes].value,
            text::SignalValue(std::vector<std::string>{"EMAIL_ADDRESS", "IP_ADDRESS"}));
  const Look url = look(entities(), {"https://example.org"});
  EXPECT_EQ(url.signals[text::kContainsPii].value, text::SignalValue(false))
      << "a web address alone is nobody's personal data";
  EXPECT_EQ(url.findings.size(), 1u);
}

TEST_F(EntitiesTest, ThresholdsCanBeSet) {
  const auto strict = *Entities::create({.common = 0.5, .by_entity = {{"EMAIL_ADDRESS", 1.1}}});
  EXPECT_TRUE(look(*strict, {"anna@example.org"}).findings.empty());
  const auto loose = *Entities::create({.common = 0.05, .by_entity = {}});
  EXPECT_FALSE(look(*loose, {"945456787654"}).findings.empty());
}

TEST_F(EntitiesTest, AnyCutGivesTheSame) {
  std::mt19937 random(17);
  constexpr const char* kParts[] = {"anna@example.org",
                                    " ",
                                    "ssn=123-45-6789",
                                    "4111 1111 1111 1111",
                                    "+49 170 1234567",
                                    "phone ",
                                    "x",
                                    "12",
                                    ", ",
                                    "号",
                                    "https://a.example/b?c",
                                    "\n",
                                    "DE89370400440532013000",
                                    "é",
                                    "TX 78701"};
  for (int round = 0; round < 150; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += kParts[random() % std::size(kParts)];
    const Found whole = find(text);
    for (size_t piece : {1, 3, 17}) ASSERT_EQ(find(text, piece), whole) << text;
  }
}

// Twice the text may take little more than twice the time, whatever it consists of.
TEST_F(EntitiesTest, HostileTextsTakeLinearTime) {
  for (const char* unit : {"a", "@", "1", "1 ", "a.", "1-", "+1 ", "a@b.", "http://", "ssn ",
                           "ssn 123-45-678", "4111 ", "00:", "(1)", "A1", "é1"}) {
    const auto seconds = [&](size_t bytes) {
      std::string text;
      while (text.size() < bytes) text += unit;
      auto scan = entities().start({});
      std::vector<Finding> findings;
      const auto began = CpuClock::now();
      scan->feed(text, findings);
      scan->end_segment(findings);
      return std::chrono::duration<double>(CpuClock::now() - began).count();
    };
    const double once = std::min(seconds(50'000), seconds(50'000));
    EXPECT_LT(seconds(400'000), 8 * 3 * once + 0.02) << unit;
  }
}

// Exact spans against the labelled rows: the floor that a change must not fall below.
TEST_F(EntitiesTest, AgreesWithLabelledText) {
  std::ifstream rows(std::string(GS_SHARED) + "/data/pii.dev.jsonl");
  if (!rows) GTEST_SKIP() << "the labelled text is not on this machine";
  std::set<std::string, std::less<>> known;
  for (const Recogniser& row : pii_recognisers()) known.emplace(row.entity);
  int right = 0;
  int wrong = 0;
  int missed = 0;
  for (std::string line; std::getline(rows, line);) {
    const auto row = boost::json::parse(line).as_object();
    const std::string text(row.at("text").as_string());
    const auto* checks = row.if_contains("checks");
    std::set<std::tuple<size_t, size_t, std::string>> expected;
    for (const auto& span : row.at("spans").as_array()) {
      const std::string type(span.at("entity_type").as_string());
      if (!known.contains(type)) continue;
      expected.emplace(span.at("start").to_number<size_t>(), span.at("end").to_number<size_t>(),
                       type);
    }
    for (const Finding& finding : look(entities(), {text}).findings) {
      if (checks && finding.type != std::string_view(checks->as_string())) continue;
      const auto position = [&](size_t byte) {
        return count_code_points(std::string_view(text).substr(0, byte));
      };
      const bool found = expected.erase({position(finding.span.begin), position(finding.span.end),
                                         std::string(finding.type)}) > 0;
      ++(found ? right : wrong);
    }
    missed += static_cast<int>(expected.size());
  }
  const double f1 = 2.0 * right / (2.0 * right + wrong + missed);
  RecordProperty("f1", std::to_string(f1));
  EXPECT_GE(f1, 0.95) << right << " right, " << wrong << " wrong, " << missed << " missed";
}

}  // namespace
}  // namespace gs::detect
