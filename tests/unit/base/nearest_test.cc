#include "base/nearest.h"

#include <gtest/gtest.h>

#include <vector>

namespace gs {
namespace {

TEST(Nearest, FindsTheClosestName) {
  const std::vector<std::string> names = {"body", "header", "json_depth", "connections", "idle"};
  struct Row {
    const char* name;
    const char* expected;
  };
  const Row rows[] = {
      {"bdoy", "body"},               // a swap is one edit
      {"headers", "header"},          // one too many
      {"conections", "connections"},  // one too few
      {"json-depth", "json_depth"},   // one replaced
      {"body", "body"},               //
      {"idel", "idle"},               //
      {"bo", ""},                     // two edits, one allowed
      {"xyz", ""},                    //
      {"", ""},                       //
      {"jsondepht", "json_depth"},    // two edits, three allowed
      {"conn", ""},                   // too different in length
  };
  for (const Row& row : rows) EXPECT_EQ(nearest(row.name, names), row.expected) << row.name;
}

TEST(Nearest, AmongEqualsTheFirstWins) {
  const std::vector<std::string> names = {"cat", "car"};
  EXPECT_EQ(nearest("caz", names), "cat");
}

TEST(Nearest, HasNoSuggestionForVeryLongNames) {
  const std::vector<std::string> names = {std::string(64, 'a'), std::string(65, 'a')};
  EXPECT_EQ(nearest(std::string(64, 'a'), names), names[0]);
  EXPECT_EQ(nearest(std::string(65, 'a'), names), "");
  const std::vector<std::string> longer = {std::string(67, 'a'), std::string(5000, 'a')};
  EXPECT_EQ(nearest(std::string(64, 'a'), longer), longer[0]);
}

// The textbook recursion, against which the row-wise algorithm is checked on all short words.
size_t naive_distance(std::string_view a, std::string_view b) {
  if (a.empty()) return b.size();
  if (b.empty()) return a.size();
  size_t best = std::min(naive_distance(a.substr(1), b), naive_distance(a, b.substr(1))) + 1;
  best = std::min(best, naive_distance(a.substr(1), b.substr(1)) + (a[0] == b[0] ? 0 : 1));
  if (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0]) {
    best = std::min(best, naive_distance(a.substr(2), b.substr(2)) + 1);
  }
  return best;
}

TEST(Nearest, AgreesWithTheTextbookOnAllShortWords) {
  std::vector<std::string> words = {""};
  for (size_t i = 0; words[i].size() < 4; ++i) {
    for (char c : {'a', 'b', 'c'}) words.push_back(words[i] + c);
  }
  for (const std::string& a : words) {
    for (const std::string& b : words) {
      const std::vector<std::string> candidates = {b};
      const std::string expected = naive_distance(a, b) <= 1 ? b : "";
      ASSERT_EQ(nearest(a, candidates), expected) << a << " against " << b;
    }
  }
}

}  // namespace
}  // namespace gs
