#include "gateway/guards/moderation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::gateway::guards {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string result(bool flagged, const std::string& found, double hate, double violence) {
  const auto is = [&](const char* name) { return found == name ? "true" : "false"; };
  return std::string("{\"flagged\":") + (flagged ? "true" : "false") +
         ",\"categories\":{\"hate\":" + is("hate") + ",\"violence\":" + is("violence") +
         "},\"category_scores\":{\"hate\":" + std::to_string(hate) +
         ",\"violence\":" + std::to_string(violence) + "}}";
}

std::string answer(const std::string& results) {
  return "{\"id\":\"modr-1\",\"model\":\"m\",\"results\":[" + results + "]}";
}

TEST(Moderation, AsksAboutEachText) {
  const std::vector<std::string_view> texts = {"a", "b\""};
  EXPECT_EQ(moderation_body("", texts), R"({"input":["a","b\""]})");
  EXPECT_EQ(moderation_body("omni", texts), R"({"model":"omni","input":["a","b\""]})");
}

TEST(Moderation, TheLargestScoreOfAnyResult) {
  const std::string body = answer(result(false, "", 0.1, 0.2) + "," + result(false, "", 0.4, 0.3));
  const auto read = read_moderation(body, 2, {});
  ASSERT_TRUE(read) << read.error();
  EXPECT_DOUBLE_EQ(read->score, 0.4);
  EXPECT_THAT(read->named, IsEmpty());
}

TEST(Moderation, WhatIsFoundIsCertain) {
  const auto read = read_moderation(answer(result(true, "violence", 0, 0.45)), 1, {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->score, 1);
  EXPECT_THAT(read->named, ElementsAre("violence"));
  EXPECT_EQ(read_moderation(answer(result(true, "", 0, 0)), 1, {})->score, 1);
}

TEST(Moderation, OnlyChosenCategoriesCount) {
  const std::vector<std::string> hate = {"hate"};
  const std::string violent = answer(result(true, "violence", 0.02, 0.9));
  EXPECT_DOUBLE_EQ(read_moderation(violent, 1, hate)->score, 0.02);
  EXPECT_EQ(read_moderation(answer(result(true, "hate", 0.9, 0)), 1, hate)->score, 1);
}

TEST(Moderation, AnythingElseIsNoAnswer) {
  const std::string good = result(false, "", 0, 0);
  for (const std::string& body : std::vector<std::string>{
           "", "[]", "{}", "{\"results\":{}}", answer(""), answer(good + "," + good), answer("1"),
           answer(result(false, "", 1.5, 0)), answer("{\"flagged\":true}"),
           answer(R"({"flagged":1,"categories":{},"category_scores":{}})"),
           answer(R"({"flagged":true,"categories":{"a b":true},"category_scores":{}})"),
           answer(R"({"flagged":true,"categories":{"a":"x"},"category_scores":{}})")}) {
    EXPECT_FALSE(read_moderation(body, 1, {})) << body;
  }
}

}  // namespace
}  // namespace gs::gateway::guards
