#include "evaluate/artifact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace gs::evaluate {
namespace {

TEST(Artifact, AsTheFormatHasIt) {
  Artifact artifact("safety");
  ASSERT_TRUE(artifact.set_model("m", "x"));
  artifact.set_tool("governed-speed eval safety", "1");
  artifact.set_created_at("2026-03-01T12:00:00.000Z");
  artifact.add_input("g.jsonl", std::string(64, 'a'), 1000);
  artifact.rate("harmful_rate", 3, 1000);
  artifact.metric("psi", 0.5, Interval{0.25, 0.75}, "bootstrap");
  artifact.add_warning("w");
  const auto read = parse_json(artifact.to_json());
  ASSERT_TRUE(read) << artifact.to_json();
  const auto& root = read->as_object();
  EXPECT_EQ(root.at("format").as_string(), "governed-speed.metrics/1");
  EXPECT_EQ(root.at("harmful_rate").as_double(), 0.003);
  EXPECT_EQ(root.at("counts").at("harmful_rate").at("events").as_int64(), 3);
  EXPECT_EQ(root.at("intervals").at("psi").at("level").as_double(), 0.95);
  EXPECT_EQ(root.at("inputs").at(0).at("rows").as_int64(), 1000);
  EXPECT_EQ(root.at("warnings").at(0).as_string(), "w");
  EXPECT_FALSE(root.contains("tasks"));
  EXPECT_THAT(artifact.to_text(), testing::HasSubstr("3 of 1000"));
}

TEST(Artifact, IsOfOneModel) {
  Artifact artifact("safety");
  EXPECT_TRUE(artifact.set_model("", "x"));
  EXPECT_TRUE(artifact.set_model("m", "x"));
  EXPECT_TRUE(artifact.set_model("", "x"));
  EXPECT_TRUE(artifact.set_model("m", "x"));
  EXPECT_FALSE(artifact.set_model("n", "x"));
}

}  // namespace
}  // namespace gs::evaluate
