#include "measure/entity.h"

#include <gtest/gtest.h>

#include <chrono>

namespace gs::measure {
namespace {

detect::Finding finding(std::string_view text, std::string_view part) {
  const size_t begin = text.find(part);
  return {"EMAIL_ADDRESS", 0, {begin, begin + part.size()}, 0.9};
}

TEST(EntitiesOf, CountCodePoints) {
  // U+1F600 is four bytes, U+00E9 two, U+4E2D three; a letter with a combining accent is two code
  // points.
  const std::string text = "\U0001F600 a@b.co \u00e9\u4e2d e\u0301 c@d.co";
  const std::vector<detect::Finding> findings = {finding(text, "c@d.co"), finding(text, "a@b.co")};
  const std::vector<Entity> entities = entities_of(text, findings);
  ASSERT_EQ(entities.size(), 2u);
  EXPECT_EQ(entities[0].start, 2u);
  EXPECT_EQ(entities[0].end, 8u);
  EXPECT_EQ(entities[1].start, 15u);
  EXPECT_EQ(entities[1].end, 21u);
  EXPECT_EQ(entities[1].type, "EMAIL_ADDRESS");
  EXPECT_EQ(entities[1].score, 0.9);
}

TEST(EntitiesOf, NestedAndTouchingSpans) {
  const std::string text = "\u00e9\u00e9\u00e9\u00e9";
  const std::vector<detect::Finding> findings = {
      {"A", 0, {0, 8}, 1}, {"B", 0, {2, 4}, 1}, {"C", 0, {4, 8}, 1}};
  const std::vector<Entity> entities = entities_of(text, findings);
  EXPECT_EQ(entities[0].end, 4u);
  EXPECT_EQ(entities[1].start, 1u);
  EXPECT_EQ(entities[1].end, 2u);
  EXPECT_EQ(entities[2].start, 2u);
  EXPECT_EQ(entities[2].end, 4u);
}

TEST(EntitiesOf, WalkOverTheTextOnce) {
  const std::string text(2'000'000, 'x');
  std::vector<detect::Finding> findings;
  for (size_t i = 0; i < 100'000; ++i) findings.push_back({"A", 0, {20 * i, 20 * i + 3}, 1});
  const auto began = std::chrono::steady_clock::now();
  const std::vector<Entity> entities = entities_of(text, findings);
  EXPECT_EQ(entities.back().end, 20 * 99'999 + 3u);
  // Counting from the beginning for each would take a minute.
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

TEST(CountedType, LeavesOtherNamesAlone) {
  EXPECT_EQ(counted_type("US_SSN"), "US_SSN");
  EXPECT_EQ(counted_type("GPE"), "LOCATION");
  EXPECT_EQ(counted_type("PREFIX"), "");
  EXPECT_TRUE(is_structured("ZIP_CODE"));
  EXPECT_FALSE(is_structured("PERSON"));
}

}  // namespace
}  // namespace gs::measure
