// Names among the other entities, by the model that ships.
#include <gtest/gtest.h>

#include <filesystem>

#include "detect/entities/entities.h"
#include "fixtures/detect_fixture.h"

namespace gs::detect {
namespace {

class NamesTest : public ::testing::Test {
 protected:
  using Found = std::vector<std::string>;

  static const Entities& entities() {
    static const std::shared_ptr<const Entities> detector =
        *Entities::create({}, Automaton::kUsualLongest,
                          *NameModel::open(std::string(GS_POLICIES) + "/../data/models/names.gsm"));
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

constexpr std::string_view kLetter =
    "Dear Maria Gonzalez,\n\nyour flight from Berlin to Paris leaves on 3 May 2026. Please write "
    "to "
    "maria.g@example.org or call +49 170 1234567. Card 4111 1111 1111 1111.\n\nKind regards,\n"
    "Thomas Becker\nACME Travel Inc.\n12 Main Street, Springfield, IL 62701\n";

TEST_F(NamesTest, FindsNamesBesideTheRest) {
  Found found = find(std::string(kLetter));
  // A greeting may be taken for part of the name.
  for (std::string& each : found) {
    if (each == "PERSON:Dear Maria Gonzalez") each = "PERSON:Maria Gonzalez";
  }
  for (const char* expected :
       {"PERSON:Maria Gonzalez", "LOCATION:Berlin", "LOCATION:Paris", "DATE_TIME:3 May 2026",
        "EMAIL_ADDRESS:maria.g@example.org", "PHONE_NUMBER:+49 170 1234567",
        "CREDIT_CARD:4111 1111 1111 1111", "PERSON:Thomas Becker"}) {
    EXPECT_NE(std::find(found.begin(), found.end(), expected), found.end()) << expected;
  }
}

TEST_F(NamesTest, ALetterAloneNamesNobody) {
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    EXPECT_EQ(find(std::string(1, letter)), Found{}) << letter;
  }
}

TEST_F(NamesTest, AnyCutOfTheTextGivesTheSame) {
  const std::string text = std::string(kLetter) + std::string(kLetter) +
                           "Herr Müller aus Köln, geb. 12.03.1980, ssn 536-90-4399 [PERSON_1]";
  const Found whole = find(text);
  for (const size_t piece : {1, 3, 16, 50}) EXPECT_EQ(find(text, piece), whole) << piece;
}

TEST_F(NamesTest, PersonsArePersonalDataAndPlacesAreNot) {
  const Look person = look(entities(), {"My name is Maria Gonzalez."});
  EXPECT_EQ(person.signals[text::kContainsPii].value, text::SignalValue(true));
  const Look place = look(entities(), {"What is the weather in Paris on Monday?"});
  EXPECT_EQ(place.signals[text::kContainsPii].value, text::SignalValue(false));
  for (const Finding& finding : place.findings) EXPECT_FALSE(finding.maskable) << finding.type;
}

TEST_F(NamesTest, PlaceholdersAreNoNames) {
  EXPECT_EQ(find("[PERSON_1] lives in [LOCATION_2]"), Found{});
}

// What a reader of a stream waits for: the words whose names are not certain yet.
TEST_F(NamesTest, AStreamHoldsBackAFewWords) {
  const auto held = [](const std::string& text) {
    const auto scan = entities().start({});
    std::vector<Finding> findings;
    scan->begin_segment(text::Role::kAssistant);
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find(' ', at), text.size() - 1) + 1;
      scan->feed(text.substr(at, end - at), findings);
      at = end;
    }
    return text.size() - std::min(scan->held_from(), text.size());
  };
  const std::string prose =
      "Hello there, and thanks for asking. The harbour was busy that morning, with small boats "
      "going "
      "out to the islands and larger ones coming home, and nobody had time to look at the sky. ";
  size_t sum = 0;
  for (size_t end = 1; end <= prose.size(); ++end) {
    const size_t now = held(prose.substr(0, end));
    EXPECT_LE(now, 48u) << prose.substr(0, end);
    sum += now;
  }
  EXPECT_LE(sum / prose.size(), 16u);
  EXPECT_LE(held("Hello there [EMAIL_ADDRESS_1] "), 24u);
}

TEST_F(NamesTest, AThresholdDropsAType) {
  const auto strict =
      *Entities::create({.common = 0.5, .by_entity = {{"PERSON", 1.1}}}, Automaton::kUsualLongest,
                        *NameModel::open(std::string(GS_POLICIES) + "/../data/models/names.gsm"));
  for (const Finding& finding : look(*strict, {std::string(kLetter)}).findings) {
    EXPECT_NE(finding.type, "PERSON");
  }
}

TEST_F(NamesTest, WithoutAModelNamesAreNotLookedFor) {
  const auto without = *Entities::create();
  EXPECT_TRUE(look(*without, {"My name is Maria Gonzalez."}).findings.empty());
}

}  // namespace
}  // namespace gs::detect
