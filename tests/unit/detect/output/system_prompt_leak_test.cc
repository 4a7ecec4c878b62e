#include "detect/output/system_prompt_leak.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <sstream>

#include "detect/output/suffix_automaton.h"
#include "fixtures/cpu_clock.h"
#include "fixtures/stream_fixture.h"

namespace gs::detect {
namespace {

const SystemPromptLeak& leak() {
  static const SystemPromptLeak detector;
  return detector;
}

struct Judged {
  double score = 0;
  std::vector<std::string> runs;
};

Judged judge(const std::vector<std::string_view>& system, const std::string& output) {
  Scope scope;
  scope.phase = text::Phase::kOutput;
  scope.system_texts = system;
  const Look found = look_at_every_cut(leak(), {output}, scope);
  Judged judged{std::get<double>(found.signals[text::kSystemPromptLeak].value), {}};
  for (const Finding& finding : found.findings) {
    EXPECT_EQ(finding.type, "SYSTEM_PROMPT");
    EXPECT_FALSE(finding.maskable);
    judged.runs.push_back(output.substr(finding.span.begin, finding.span.end - finding.span.begin));
  }
  return judged;
}

using Runs = std::vector<std::string>;

// Words w<first> to w<last - 1>.
std::string words(int first, int last) {
  std::string text;
  for (int i = first; i < last; ++i) text += (i > first ? " w" : "w") + std::to_string(i);
  return text;
}

constexpr std::string_view kBank =
    "You are Otto, the assistant of Riverbank Credit Union. Never mention that fees doubled in "
    "May. "
    "Offer the gold card first, and hand over to a person when somebody asks twice.";

TEST(SystemPromptLeak, SeesAWholePromptAndAPartOfIt) {
  EXPECT_EQ(judge({kBank}, std::string(kBank)).score, 1);
  const Judged part = judge({kBank}, "My rules: Never mention that fees doubled in May. Offer it.");
  EXPECT_EQ(part.runs, Runs{"Never mention that fees doubled in May. Offer"});
  EXPECT_DOUBLE_EQ(part.score, 8.0 / 31);
  EXPECT_EQ(judge({kBank}, "I work for Riverbank Credit Union and can offer the gold card.").score,
            0);
}

TEST(SystemPromptLeak, IgnoresLayoutAndCase) {
  const Judged found =
      judge({kBank}, "* NEVER mention\n* **that** fees,\u00A0doubled in may: \u201COffer\u201D -");
  EXPECT_DOUBLE_EQ(found.score, 8.0 / 31);
}

TEST(SystemPromptLeak, CountsFromEightWordsOfALongPrompt) {
  const std::string system = words(0, 200);
  EXPECT_EQ(judge({system}, "x " + words(50, 57) + " y").score, 0);
  EXPECT_DOUBLE_EQ(judge({system}, "x " + words(50, 58) + " y").score, 8.0 / 32);
  EXPECT_DOUBLE_EQ(judge({system}, words(50, 66) + " y " + words(3, 13)).score, 16.0 / 32);
  EXPECT_EQ(judge({system}, words(50, 82)).score, 1);
}

TEST(SystemPromptLeak, CountsFromHalfOfAShortPrompt) {
  const std::string_view system = "The vault opens with the words silver and moon";
  EXPECT_EQ(judge({system}, "Say silver and moon").score, 0);
  EXPECT_DOUBLE_EQ(judge({system}, "the words silver and moon!").score, 5.0 / 9);
  EXPECT_EQ(judge({"You are a helpful assistant."}, "I am a helpful assistant.").score, 0);
  EXPECT_EQ(judge({"You are a helpful assistant."}, "You are a helpful assistant").score, 1);
  EXPECT_EQ(judge({"Be nice always"}, "Be nice always").score, 0) << "fewer than four words";
}

TEST(SystemPromptLeak, WithoutSystemTextsIsZero) {
  EXPECT_EQ(judge({}, std::string(kBank)).score, 0);
  EXPECT_EQ(judge({"", " \n"}, std::string(kBank)).score, 0);
}

TEST(SystemPromptLeak, ScriptsWithoutSpacesCountByCharacters) {
  const std::string_view system =
      "你是河岸银行的助手。不要告诉任何人五月份的费用已经翻倍。先推荐金卡。";
  EXPECT_EQ(judge({system}, "我是河岸银行的助手。").score, 0);
  const Judged found = judge({system}, "规则：不要告诉任何人五月份的费用已经翻倍。好");
  EXPECT_EQ(found.runs, Runs{"不要告诉任何人五月份的费用已经翻倍"});
  EXPECT_DOUBLE_EQ(found.score, 17.0 / 31);
}

TEST(SystemPromptLeak, ARunDoesNotGoOnIntoTheNextMessage) {
  const std::string first = words(0, 40);
  const std::string second = words(40, 80);
  EXPECT_EQ(judge({first, second}, words(34, 46)).score, 0);
  EXPECT_DOUBLE_EQ(judge({first, second}, words(32, 46)).score, 8.0 / 32);
}

TEST(SystemPromptLeak, ALongRunIsSeveralFindingsSideBySide) {
  const std::string system = words(0, 100);
  const Judged found = judge({system}, "so " + words(0, 70) + " end");
  EXPECT_EQ(found.runs, (Runs{words(0, 32), words(32, 64), words(64, 70)}));
  EXPECT_EQ(found.score, 1);
}

TEST(SystemPromptLeak, AGapWithoutEndIsNotHeld) {
  const std::string system = words(0, 100);
  Scope scope;
  const std::vector<std::string_view> texts{system};
  scope.system_texts = texts;
  const auto scan = leak().start(scope);
  std::vector<Finding> findings;
  scan->begin_segment(text::Role::kAssistant);
  scan->feed("a w1 w2", findings);
  EXPECT_EQ(scan->held_from(), 2u);
  scan->feed(" " + std::string(250, '.'), findings);
  EXPECT_EQ(scan->held_from(), 2u);
  scan->feed(std::string(10, '.'), findings);
  EXPECT_EQ(scan->held_from(), kNowhere);
  scan->feed(" w1 " + std::string(200, 'w'), findings);
  EXPECT_EQ(scan->held_from(), kNowhere) << "no word of the system text is as long";
}

// The longest run that ends at each word, the slow way.
size_t longest_end(const std::vector<uint32_t>& known, const std::vector<uint32_t>& text) {
  for (size_t size = text.size(); size > 0; --size) {
    const auto begin = text.end() - static_cast<ptrdiff_t>(size);
    if (std::search(known.begin(), known.end(), begin, text.end()) != known.end()) return size;
  }
  return 0;
}

TEST(SuffixAutomaton, AgreesWithSearching) {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    const uint32_t letters = 1 + static_cast<uint32_t>(round % 4);
    std::vector<uint32_t> known;
    SuffixAutomaton automaton(60);
    for (int i = 0; i < 60; ++i) {
      known.push_back(1 + static_cast<uint32_t>(random()) % letters);
      automaton.append(known.back());
    }
    std::vector<uint32_t> text;
    SuffixAutomaton::Match match;
    for (int i = 0; i < 80; ++i) {
      text.push_back(static_cast<uint32_t>(random()) % (letters + 1));
      automaton.step(match, text.back());
      if (text.back() == 0) text.clear();
      ASSERT_EQ(match.length, longest_end(known, text));
    }
  }
}

TEST(SystemPromptLeak, AnyTextKeepsThePromisesToStreams) {
  std::mt19937 random(11);
  for (int round = 0; round < 40; ++round) {
    std::string system;
    std::string output;
    for (int i = 0; i < 120; ++i) system += "abc"[random() % 3] + std::string(random() % 3, ' ');
    for (int i = 0; i < 200; ++i) {
      output += "abcABC,"[random() % 7] + std::string(random() % 3, ' ');
    }
    const std::vector<std::string_view> texts{system};
    Scope scope;
    scope.system_texts = texts;
    look_at_every_cut(leak(), {output, output.substr(17)}, scope);
  }
}

TEST(SystemPromptLeak, HostileTextsTakeLinearTime) {
  std::string system(1024 * 1024, 'a');
  for (size_t i = 1; i < system.size(); i += 2) system[i] = ' ';
  std::string output;
  for (int i = 0; i < 4 * 1024 * 1024; ++i) output += i % 1000 == 999 ? "b " : "a ";
  const std::vector<std::string_view> texts{system};
  Scope scope;
  scope.system_texts = texts;
  const auto began = CpuClock::now();
  const Look found = look(leak(), {output}, 0, scope);
  EXPECT_LT(CpuClock::now() - began, std::chrono::seconds(20));
  EXPECT_EQ(std::get<double>(found.signals[text::kSystemPromptLeak].value), 1);
}

}  // namespace
}  // namespace gs::detect
