#include <gtest/gtest.h>
#include <re2/re2.h>

#include "detect/length.h"
#include "detect/patterns.h"
#include "detect/tokens.h"
#include "fixtures/detect_fixture.h"

namespace gs::detect {
namespace {

int64_t count(const Detector& detector, text::SignalNumber signal, const std::string& text) {
  return std::get<int64_t>(look(detector, {text}).signals[signal].value);
}

TEST(LengthDetector, CountsCodePointsOfAllSegments) {
  EXPECT_EQ(count(Length(), text::kLength, ""), 0);
  EXPECT_EQ(count(Length(), text::kLength, "aé€😀"), 4);
  Look two = look(Length(), {"abc", "de"});
  EXPECT_EQ(std::get<int64_t>(two.signals[text::kLength].value), 5);
}

TEST(TokensDetector, EstimatesByRuns) {
  const std::pair<std::string, int64_t> cases[] = {
      {"", 0},         {"hello", 1},    {"hello world", 2},  {"internationalisation", 4},
      {"12345678", 3}, {"a, b", 3},     {"line\n\nline", 3}, {"日本語", 3},
      {"привет", 3},   {"f(x)==1;", 7},
  };
  for (const auto& [text, tokens] : cases) {
    EXPECT_EQ(count(Tokens(), text::kTokens, text), tokens) << text;
  }
}

TEST(PatternsDetector, MatchesLiteralsAndExpressionsWithinASegment) {
  const text::SignalNumber base = text::kBuiltinSignalCount;
  auto regex = std::make_shared<const re2::RE2>("order-\\d{4}");
  Patterns patterns(
      {{base, "Project Xanadu", nullptr}, {static_cast<text::SignalNumber>(base + 1), "", regex}});
  auto flags = [&](const std::vector<std::string>& texts) {
    Look found = look(patterns, texts);
    return std::pair(std::get<bool>(found.signals[base].value),
                     std::get<bool>(found.signals[base + 1].value));
  };
  EXPECT_EQ(flags({"about Project Xanadu"}), std::pair(true, false));
  EXPECT_EQ(flags({"project xanadu, order-1234"}), std::pair(false, true));
  EXPECT_EQ(flags({"order-12", "34"}), std::pair(false, false));
  EXPECT_EQ(flags({"x", "order-9999", "y"}), std::pair(false, true));
}

}  // namespace
}  // namespace gs::detect
