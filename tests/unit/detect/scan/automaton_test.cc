#include "detect/scan/automaton.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>
#include <string>

#include "detect/scan/automaton_scan.h"
#include "fixtures/cpu_clock.h"

namespace gs::detect {
namespace {

Automaton compile(std::vector<Automaton::Pattern> patterns) {
  auto automaton = Automaton::compile(patterns);
  if (!automaton) throw std::runtime_error(automaton.error().to_string());
  return *std::move(automaton);
}

Automaton::State state_behind(const Automaton& automaton, std::string_view text) {
  Automaton::State state = automaton.begin(false, static_cast<unsigned char>(text.front()));
  for (char c : text.substr(1)) state = automaton.next(state, static_cast<unsigned char>(c));
  return state;
}

// Whether the whole text matches, from the start of a word.
bool matches(const Automaton& automaton, std::string_view text) {
  return !text.empty() && automaton.accepts(state_behind(automaton, text));
}

std::string error_of(std::string_view pattern) {
  const Automaton::Pattern patterns[] = {{pattern, {}}};
  auto automaton = Automaton::compile(patterns);
  return automaton ? "" : automaton.error().to_string();
}

TEST(Automaton, UnderstandsTheSyntax) {
  EXPECT_TRUE(matches(compile({{"abc", {}}}), "abc"));
  EXPECT_FALSE(matches(compile({{"abc", {}}}), "abC"));
  EXPECT_TRUE(matches(compile({{"abc", {.any_case = true}}}), "aBC"));
  EXPECT_TRUE(matches(compile({{"a\\.b", {}}}), "a.b"));
  EXPECT_FALSE(matches(compile({{"a\\.b", {}}}), "axb"));
  EXPECT_TRUE(matches(compile({{"[A-C_-]+x", {}}}), "B_-x"));
  EXPECT_TRUE(matches(compile({{"[^a]b", {}}}), "bb"));
  EXPECT_FALSE(matches(compile({{"[^a]b", {}}}), "ab"));
  EXPECT_TRUE(matches(compile({{"\\d{3}-\\d{2}", {}}}), "123-45"));
  EXPECT_FALSE(matches(compile({{"\\d{3}-\\d{2}", {}}}), "123-4"));
  EXPECT_TRUE(matches(compile({{"(a|bc){2,3}d?", {}}}), "abcad"));
  EXPECT_FALSE(matches(compile({{"(a|bc){2,3}d?", {}}}), "ad"));
  EXPECT_TRUE(matches(compile({{"x.*y", {}}}), "x??y"));
  EXPECT_FALSE(matches(compile({{"x.*y", {}}}), "x?\n?y"));
}

TEST(Automaton, NamesWhatIsWrongWithAPattern) {
  EXPECT_NE(error_of("a(b").find("not closed"), std::string::npos);
  EXPECT_NE(error_of("ab)").find("unexpected ')'"), std::string::npos);
  EXPECT_NE(error_of("[ab").find("class is not closed"), std::string::npos);
  EXPECT_NE(error_of("*a").find("nothing to repeat"), std::string::npos);
  EXPECT_NE(error_of("a{2").find("repeat is not closed"), std::string::npos);
  EXPECT_NE(error_of("a{3,2}").find("wrong order"), std::string::npos);
  EXPECT_NE(error_of("a{513}").find("more than 512"), std::string::npos);
  EXPECT_NE(error_of("a\\").find("backslash"), std::string::npos);
  EXPECT_NE(error_of("[z-a]").find("backwards"), std::string::npos);
  EXPECT_NE(error_of("\\q").find("unknown escape"), std::string::npos);
  EXPECT_NE(error_of("a?").find("empty text"), std::string::npos);
}

TEST(Automaton, SaysWhichPatternsMatch) {
  const Automaton automaton = compile({{"\\d{4}", {}}, {"[0-9a-f]{4}", {}}, {"\\d{5}", {}}});
  const auto accepted = automaton.accepted(state_behind(automaton, "1234"));
  EXPECT_EQ(std::vector<uint16_t>(accepted.begin(), accepted.end()), (std::vector<uint16_t>{0, 1}));
}

TEST(Automaton, ChecksLongCountsByLengthInsteadOfByStates) {
  const Automaton automaton = compile({{"k_[a-z]{40}", {}}, {"n[0-9]{20,}", {}}});
  EXPECT_LT(automaton.states(), 30u);
  EXPECT_TRUE(automaton.allows(0, 42));
  EXPECT_FALSE(automaton.allows(0, 41));
  EXPECT_FALSE(automaton.allows(0, 43));
  EXPECT_FALSE(automaton.allows(1, 20));
  EXPECT_TRUE(automaton.allows(1, 2'000));
}

// A random pattern over a, b and '-', in the common syntax of ours and of RE2.
std::string random_pattern(std::mt19937& random, int depth) {
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  if (depth == 0 || pick(3) == 0) {
    constexpr const char* kAtoms[] = {"a", "b", "\\-", "[ab]", "[^a]", "."};
    return kAtoms[pick(6)];
  }
  const std::string left = random_pattern(random, depth - 1);
  const std::string right = random_pattern(random, depth - 1);
  switch (pick(4)) {
    case 0:
      return left + right;
    case 1:
      return "(" + left + "|" + right + ")";
    case 2:
      return "(" + left + ")" + std::string(1, "?*+"[pick(3)]) + right;
    default:
      return "(" + left + "){1," + std::to_string(1 + pick(3)) + "}";
  }
}

TEST(Automaton, AgreesWithRe2) {
  std::mt19937 random(7);
  int compared = 0;
  for (int round = 0; round < 2'000; ++round) {
    const std::string pattern = random_pattern(random, 3);
    const re2::RE2 reference(pattern);
    const Automaton::Pattern patterns[] = {{pattern, {}}};
    auto automaton = Automaton::compile(patterns);
    ASSERT_EQ(automaton.has_value(), !re2::RE2::FullMatch("", reference)) << pattern;
    if (!automaton) continue;
    for (int i = 0; i < 20; ++i) {
      std::string text;
      for (size_t n = random() % 7; n > 0; --n) text += "ab-\n"[random() % 4];
      ASSERT_EQ(matches(*automaton, text), re2::RE2::FullMatch(text, reference))
          << pattern << " on " << text;
      ++compared;
    }
  }
  EXPECT_GT(compared, 20'000);
}

class AutomatonScanTest : public ::testing::Test {
 protected:
  using Found = std::vector<std::string>;  // "pattern:begin-end"

  Found scan(std::string_view text, size_t piece_bytes = 1'000'000) {
    AutomatonScan scan(automaton_);
    std::vector<Match> matches;
    for (size_t at = 0; at < text.size();) {
      size_t end = std::min(text.size(), at + piece_bytes);
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
      scan.feed(text.substr(at, end - at), matches);
      at = end;
    }
    scan.end(matches);
    Found found;
    for (const Match& m : matches) {
      found.push_back(std::to_string(m.pattern) + ":" + std::to_string(m.begin) + "-" +
                      std::to_string(m.end));
    }
    return found;
  }

  Automaton automaton_ = compile({{"\\d{3,5}", {}},
                                  {"ab+", {.open_right = true}},
                                  {"@\\w+", {.open_left = true}},
                                  {"x(y ?){1,3}", {.every_end = true}}});
};

TEST_F(AutomatonScanTest, MatchesBeginAndEndAtWordBoundaries) {
  EXPECT_EQ(scan("123 x1234 12345 123456"), (Found{"0:0-3", "0:10-15"}));
  EXPECT_EQ(scan("_123_"), Found{"0:1-4"});
  EXPECT_EQ(scan("号123号"), Found{"0:3-6"});
  EXPECT_EQ(scan("é123"), Found{});
  EXPECT_EQ(scan("123é"), Found{});
}

TEST_F(AutomatonScanTest, FlagsOpenTheBoundaries) {
  EXPECT_EQ(scan("abbc"), Found{"1:0-3"});
  EXPECT_EQ(scan("me@home"), Found{"2:2-7"});
  EXPECT_EQ(scan("xyy y"), (Found{"3:0-3", "3:0-5"}));
}

TEST_F(AutomatonScanTest, AnyCutGivesTheSame) {
  std::mt19937 random(3);
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (int i = 0; i < 24; ++i) {
      constexpr const char* kParts[] = {"1", "23", "a", "b", "@", "x", "y", " ", "é", "号", "-"};
      text += kParts[random() % 11];
    }
    const Found whole = scan(text);
    for (size_t piece : {1, 2, 5}) ASSERT_EQ(scan(text, piece), whole) << text;
  }
}

TEST(AutomatonScanLength, OnlyMatchesOfTheRightLengthCount) {
  const Automaton automaton = compile({{"k_[a-z]{20}", {}}});
  const auto count = [&](const std::string& text) {
    AutomatonScan scan(automaton);
    std::vector<Match> matches;
    scan.feed(text, matches);
    scan.end(matches);
    return matches.size();
  };
  EXPECT_EQ(count("k_" + std::string(20, 'a')), 1u);
  EXPECT_EQ(count("k_" + std::string(19, 'a')), 0u);
  EXPECT_EQ(count("k_" + std::string(21, 'a')), 0u);
}

TEST_F(AutomatonScanTest, SaysFromWhereAMatchIsOpen) {
  AutomatonScan scan(automaton_);
  std::vector<Match> matches;
  scan.feed("hello 12", matches);
  EXPECT_EQ(scan.open_from(), 6u);
  scan.feed("345", matches);
  EXPECT_EQ(scan.open_from(), 6u) << "a sixth digit would end it";
  EXPECT_TRUE(matches.empty());
  scan.feed(" ", matches);
  EXPECT_EQ(scan.open_from(), 12u);
  EXPECT_EQ(matches.size(), 1u);
}

TEST(AutomatonScanHostile, RepeatedBeginningsOfAnUnboundedPatternStayLinear) {
  const Automaton automaton = compile({{"http://[^ ]+", {}}});
  const auto seconds = [&](size_t repeats) {
    std::string text;
    for (size_t i = 0; i < repeats; ++i) text += "http://";
    AutomatonScan scan(automaton);
    std::vector<Match> matches;
    const auto began = CpuClock::now();
    scan.feed(text, matches);
    scan.end(matches);
    EXPECT_EQ(matches.front().end, text.size() > 16'384 ? matches.front().end : text.size());
    return std::chrono::duration<double>(CpuClock::now() - began).count();
  };
  seconds(1'000);
  const double once = seconds(20'000);
  EXPECT_LT(seconds(80'000), once * 12);
}

}  // namespace
}  // namespace gs::detect
