#include "detect/output/canaries.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "fixtures/cpu_clock.h"
#include "fixtures/stream_fixture.h"

namespace gs::detect {
namespace {

using Found = std::vector<std::string>;

Found find(const std::vector<std::string>& tokens, const std::string& output) {
  const auto canaries = Canaries::create(tokens);
  if (!canaries) return {canaries.error().message};
  const Look looked = look_at_every_cut(**canaries, {output});
  Found found;
  for (const Finding& finding : looked.findings) {
    EXPECT_EQ(finding.type, "CANARY");
    EXPECT_TRUE(finding.maskable);
    found.push_back(output.substr(finding.span.begin, finding.span.end - finding.span.begin));
  }
  EXPECT_EQ(looked.signals[text::kContainsCanary].value, text::SignalValue(!found.empty()));
  return found;
}

const std::string kHex64 = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789ABCDEF";

TEST(Canaries, TheFixedFormNeedsNoSetting) {
  const std::pair<std::string, Found> cases[] = {
      {"the note says gs-canary-0123456789abcdef.", {"gs-canary-0123456789abcdef"}},
      {"GS-Canary-0123456789ABCDEFg", {"GS-Canary-0123456789ABCDEF"}},
      {"gs-canary-" + kHex64, {"gs-canary-" + kHex64}},
      {"gs-canary-" + kHex64 + "00", {"gs-canary-" + kHex64}},
      {"gs-canary-0123456789abcde", {}},
      {"gs-canary-0123456789abcde gs-canary-", {}},
      {"gs-gs-canary-gs-canary-ffffffffffffffff", {"gs-canary-ffffffffffffffff"}},
      {"no such token, gs_canary_0123456789abcdef", {}},
      {"", {}},
  };
  for (const auto& [output, expected] : cases) EXPECT_EQ(find({}, output), expected) << output;
}

TEST(Canaries, FindsTheOperatorsTokens) {
  const std::vector<std::string> tokens = {"blue-heron-42", "heron-42-blue", "zürich-ñandú",
                                           "blue-heron-42-north", "gs-canary-0123456789abcdef"};
  const std::pair<std::string, Found> cases[] = {
      {"it is Blue-Heron-42!", {"Blue-Heron-42"}},
      {"blue-heron-42-blue", {"blue-heron-42", "heron-42-blue"}},
      {"blue-heron-42-north", {"blue-heron-42", "blue-heron-42-north"}},
      {"blublue-heron-4blue-heron-42", {"blue-heron-42"}},
      {"in zürich-ñandú, ZÜRICH", {"zürich-ñandú"}},
      {"gs-canary-0123456789abcdef", {"gs-canary-0123456789abcdef"}},
      {"blue heron 42", {}},
  };
  for (const auto& [output, expected] : cases) EXPECT_EQ(find(tokens, output), expected) << output;
}

TEST(Canaries, TokensAreReadInPlainForm) {
  EXPECT_EQ(find({"ｂｌｕｅ\u2011heron"}, "a blue-heron"), Found{"blue-heron"});
}

TEST(Canaries, RefusesUnusableTokens) {
  EXPECT_EQ(find({"long enough", "short"}, "")[0],
            "canary token 2 has 5 visible bytes; at least 8 are needed");
  EXPECT_EQ(find({"abc\u200B\u200B\u200B"}, "")[0],
            "canary token 1 has 3 visible bytes; at least 8 are needed");
  EXPECT_EQ(find({"\xFF 12345678"}, "")[0], "canary token 1 is not valid UTF-8");
  EXPECT_EQ(find({std::string(20'000, 'x')}, "")[0],
            "the canary tokens have 20000 bytes together; at most 16384 are possible");
}

TEST(Canaries, AnyTextKeepsThePromisesToStreams) {
  const auto canaries =
      *Canaries::create({"abababab", "babababb", "xx-gs-canary-yy", "aaaaaaaaab"});
  std::mt19937 random(3);
  const std::string_view parts[] = {"a", "b", "ab", "gs-canary-", "xx-", "0123456789", "yy", "x"};
  for (int round = 0; round < 100; ++round) {
    std::string output;
    for (int i = 0; i < 60; ++i) output += parts[random() % std::size(parts)];
    look_at_every_cut(*canaries, {output, output.substr(9)});
  }
}

TEST(Canaries, HostileTextsTakeLinearTime) {
  const auto canaries = *Canaries::create({std::string(8'000, 'a') + "b"});
  std::string output(8 * 1024 * 1024, 'a');
  const auto began = CpuClock::now();
  EXPECT_TRUE(look(*canaries, {output}).findings.empty());
  output += "b";
  EXPECT_EQ(look(*canaries, {output}).findings.size(), 1u);
  EXPECT_LT(CpuClock::now() - began, std::chrono::seconds(10));
}

}  // namespace
}  // namespace gs::detect
