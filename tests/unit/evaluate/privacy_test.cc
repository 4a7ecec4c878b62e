#include "evaluate/privacy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "fixtures/evaluation.h"

namespace gs::evaluate {
namespace {

std::string evaluate(std::string_view text, std::vector<std::string> columns,
                     const std::string& sensitive, Artifact& artifact) {
  Privacy privacy(std::move(columns), sensitive);
  Table table(Table::Format::kCsv, "t.csv", privacy.columns(),
              [&](auto cells, const Place& place) { return privacy.take(cells, place); });
  if (const Status read = read_all(table, text); !read) return refusal(read);
  return refusal(privacy.finish("t.csv", artifact));
}

double number(const Artifact& artifact, std::string_view name) {
  return artifact.metrics().at(name).to_number<double>();
}

// The three patients with one post code and age range of Sweeney's kind of table, and one alone.
TEST(Privacy, ByHand) {
  Artifact artifact("privacy");
  ASSERT_EQ(
      evaluate("zip,age,illness,name\n130,20,flu,A\n130,20,flu,B\n130,20,cold,C\n148,30,flu,D\n",
               {"zip", "age"}, "illness", artifact),
      "ok");
  EXPECT_EQ(number(artifact, "k_anonymity"), 1);
  EXPECT_EQ(number(artifact, "reid_risk"), 0.25);
  EXPECT_EQ(number(artifact, "prosecutor_risk"), 1);
  EXPECT_EQ(number(artifact, "l_diversity"), 1);
  EXPECT_EQ(artifact.detail().at("mean_prosecutor_risk").to_number<double>(), 0.5);
}

// The second opinion: classes as a map of texts.
TEST(Privacy, AgreesWithAMap) {
  std::mt19937 random(1);
  for (int round = 0; round < 20; ++round) {
    std::string text = "a,b,s\n";
    std::map<std::string, std::vector<std::string>> classes;
    for (int i = 0; i < 200; ++i) {
      const std::string a = std::to_string(random() % 8), b = std::to_string(random() % 8),
                        s = std::to_string(random() % 3);
      text += a + "," + b + "," + s + "\n";
      classes[a + "," + b].push_back(s);
    }
    size_t smallest = 200, alone = 0, least = 200;
    for (const auto& [key, members] : classes) {
      smallest = std::min(smallest, members.size());
      alone += members.size() == 1 ? 1 : 0;
      least = std::min(least, std::set<std::string>(members.begin(), members.end()).size());
    }
    Artifact artifact("privacy");
    ASSERT_EQ(evaluate(text, {"b", "a"}, "s", artifact), "ok");
    EXPECT_EQ(number(artifact, "k_anonymity"), static_cast<double>(smallest));
    EXPECT_EQ(number(artifact, "reid_risk"), static_cast<double>(alone) / 200);
    EXPECT_EQ(number(artifact, "l_diversity"), static_cast<double>(least));
  }
}

TEST(Privacy, WhatItRefuses) {
  Artifact artifact("privacy");
  EXPECT_EQ(evaluate("a\n", {"a"}, "", artifact), "there are 0 rows (t.csv)");
  EXPECT_EQ(evaluate("a\n1\n", {"b"}, "", artifact), "b: the header has no such column (t.csv:1)");
}

}  // namespace
}  // namespace gs::evaluate
