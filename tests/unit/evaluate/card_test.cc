#include "evaluate/card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "fixtures/evaluation.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

CardSources sources() {
  CardSources given;
  given.subject = "m";
  given.created_at = "2026-03-01T12:00:00.000Z";
  return given;
}

json::object object(std::string_view text) {
  return json::parse(text).as_object();
}

std::vector<std::string> missing(const json::object& card) {
  std::vector<std::string> names;
  for (const json::value& name : card.at("missing").as_array()) {
    names.emplace_back(name.as_string());
  }
  return names;
}

TEST(Card, WhatNobodySaidIsUnknown) {
  const json::object card = make_card(sources());
  EXPECT_EQ(missing(card).size(), card_fields().size());
  for (const std::string_view field : card_fields()) {
    EXPECT_TRUE(card.at(field).at("unknown").as_bool());
  }
}

TEST(Card, BlankWordsAreNone) {
  CardSources given = sources();
  given.about = object(R"({"purpose":" \n","limitations":[],"security":null,"privacy":"kept"})");
  const json::object card = make_card(given);
  EXPECT_EQ(missing(card).size(), card_fields().size() - 1);
  EXPECT_EQ(card.at("privacy").as_string(), "kept");
}

TEST(Card, FiguresAndWordsStandTogether) {
  CardSources given = sources();
  given.artifacts["safety"] =
      object(R"({"format":"f","area":"safety","harmful_rate":0.003,"psi":null,"warnings":["w"],
                 "counts":{"harmful_rate":{"events":3,"samples":1000}},
                 "intervals":{"harmful_rate":{"low":0.001,"high":0.009,"level":0.95,"method":"wilson"}}})");
  given.about = object(R"({"safety":"Tested."})");
  given.policy = object(R"({"thresholds":{"safety":{"harmful_rate":{"target_max":0.005}}}})");
  const json::object card = make_card(given);
  const json::object& safety = card.at("safety").as_object();
  EXPECT_EQ(safety.at("text").as_string(), "Tested.");
  EXPECT_EQ(safety.at("metrics").as_object().size(), 1u);
  EXPECT_EQ(safety.at("metrics").at("harmful_rate").at("limit").at("target_max").as_double(),
            0.005);
  EXPECT_THAT(missing(card), testing::Contains("limitations"));
  EXPECT_EQ(card.at("limitations").at("of_the_evaluations").at(0).as_string(), "safety: w");
  EXPECT_THAT(card_markdown(card),
              HasSubstr("| harmful\\_rate | 0.003 | 0.001 to 0.009 | 3 of 1000 | "));
}

TEST(Card, TheSnapshotStandsInForAnArtifact) {
  CardSources given = sources();
  given.service = object(
      R"({"snapshot":{"quality":{"pass_at_5":0.86},"fairness":{"subgroup_delta":null},"timestamp":"t"}})");
  const json::object card = make_card(given);
  EXPECT_EQ(card.at("evaluation").at("metrics").at("pass_at_5").at("value").as_double(), 0.86);
  EXPECT_THAT(missing(card), testing::Contains("fairness"));
}

TEST(Card, MarkdownOfOddArtifactsIsSafe) {
  CardSources given = sources();
  given.subject = "m|<b>\n# x";
  given.artifacts["quality"] =
      object(R"({"pass_at_5":1,"counts":{"pass_at_5":3},"intervals":{"pass_at_5":{"low":"x"}}})");
  const std::string text = card_markdown(make_card(given));
  EXPECT_THAT(text, testing::StartsWith("# Model card: m\\|\\<b\\> \\# x\n"));
  EXPECT_THAT(text, HasSubstr("pass\\_at\\_5"));
  EXPECT_THAT(text, Not(HasSubstr("\n# x")));
}

TEST(Card, FieldsOfTheAboutFile) {
  EXPECT_EQ(refusal(check_about(object(R"({"purpose":"x"})"), "a.yaml")), "ok");
  EXPECT_THAT(refusal(check_about(object(R"({"goal":"x"})"), "a.yaml")),
              HasSubstr("goal: is no field of a card; there are purpose, "));
}

}  // namespace
}  // namespace gs::evaluate
