#include "gateway/guards/detector_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::gateway::guards {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string found(double score, const std::string& type = "hap") {
  return R"({"start":0,"end":4,"text":"text","detection":"x","detection_type":")" + type +
         R"(","score":)" + std::to_string(score) + "}";
}

TEST(DetectorApi, AsksAboutEachText) {
  const std::vector<std::string_view> texts = {"a", "b"};
  EXPECT_EQ(detector_body(texts), R"({"contents":["a","b"],"detector_params":{}})");
}

TEST(DetectorApi, TheLargestScoreOfAnyDetection) {
  const auto read =
      read_detector("[[" + found(0.3) + "],[" + found(0.8, "pii") + "," + found(0.1) + "]]", 2);
  ASSERT_TRUE(read) << read.error();
  EXPECT_DOUBLE_EQ(read->score, 0.8);
  EXPECT_THAT(read->named, ElementsAre("hap", "pii"));
}

TEST(DetectorApi, NothingFoundIsZero) {
  const auto read = read_detector("[[],[]]", 2);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->score, 0);
}

TEST(DetectorApi, ATypeThatIsTextIsNotKept) {
  const auto read = read_detector("[[" + found(0.5, "my secret text") + "]]", 1);
  ASSERT_TRUE(read);
  EXPECT_THAT(read->named, IsEmpty());
}

TEST(DetectorApi, AnythingElseIsNoAnswer) {
  for (const std::string& body : std::vector<std::string>{
           "", "{}", "[]", "[[],[]]", "[{}]", "[[1]]", "[[{}]]", "[[" + found(2) + "]]",
           R"([[{"score":0.5}]])", R"([[{"score":"1","detection_type":"a"}]])"}) {
    EXPECT_FALSE(read_detector(body, 1)) << body;
  }
}

}  // namespace
}  // namespace gs::gateway::guards
