#include "base/issue.h"

#include <gtest/gtest.h>

namespace gs {
namespace {

TEST(Issue, PositionsCountLinesAndCodePointsFromOne) {
  const std::string_view text =
      "ab\n\xC3\xA4"
      "b\n";
  struct Row {
    size_t offset;
    Position expected;
  };
  const Row rows[] = {{0, {1, 1}}, {2, {1, 3}}, {3, {2, 1}}, {5, {2, 2}},
                      {6, {2, 3}}, {7, {3, 1}}, {99, {3, 1}}};
  for (const Row& row : rows) EXPECT_EQ(position_of(text, row.offset), row.expected) << row.offset;
}

Issue at(uint32_t line, uint32_t column, uint32_t length, std::string message) {
  Issue issue;
  issue.position = {line, column};
  issue.length = length;
  issue.message = std::move(message);
  return issue;
}

TEST(Issue, RendersTheLineWithACaretBelow) {
  const std::string text = "a: 1\n    when: prompt.jailbrake_score > 0.8\n";
  Issue issue = at(2, 11, 22, "undeclared name 'prompt.jailbrake_score'");
  issue.suggestion = "prompt.jailbreak_score";
  EXPECT_EQ(render(issue, "policy.yaml", text),
            "policy.yaml:2:11: error: undeclared name 'prompt.jailbrake_score'\n"
            "  2 |     when: prompt.jailbrake_score > 0.8\n"
            "    |           ^~~~~~~~~~~~~~~~~~~~~~ did you mean 'prompt.jailbreak_score'?\n");
}

TEST(Issue, CountsColumnsInCodePointsAndKeepsTabs) {
  EXPECT_EQ(render(at(1, 4, 2, "bad"), "f", "\t\xC3\xA4 xy\r\n"),
            "f:1:4: error: bad\n"
            "  1 | \t\xC3\xA4 xy\n"
            "    | \t  ^~\n");
}

TEST(Issue, UnderlinesNoFurtherThanTheLine) {
  EXPECT_EQ(render(at(1, 3, 99, "bad"), "f", "abcd"),
            "f:1:3: error: bad\n  1 | abcd\n    |   ^~\n");
  EXPECT_EQ(render(at(1, 99, 5, "bad"), "f", "ab"), "f:1:99: error: bad\n  1 | ab\n    |   ^\n");
}

TEST(Issue, WithoutPositionThereIsNoExcerpt) {
  Issue issue = at(0, 0, 1, "missing key 'rules'");
  issue.severity = Severity::kWarning;
  issue.path = "policy_as_code";
  issue.check = "required";
  issue.suggestion = "rules";
  EXPECT_EQ(render(issue, "policy.yaml", "a: 1"),
            "policy.yaml: warning: missing key 'rules' [required] (policy_as_code); "
            "did you mean 'rules'?\n");
}

TEST(Issue, ALineBeyondTheTextIsNotShown) {
  EXPECT_EQ(render(at(9, 1, 1, "bad"), "f", "a\nb"), "f:9:1: error: bad\n");
}

TEST(Issue, LengthZeroKeepsTheLineSecret) {
  EXPECT_EQ(render(at(1, 6, 0, "a secret"), "f", "key: hunter2"), "f:1:6: error: a secret\n");
}

TEST(Issue, ControlCharactersDoNotReachTheTerminal) {
  EXPECT_EQ(render(at(1, 2, 1, "bad \x1b[31m"), "f", "a\x1b[2Jb"),
            "f:1:2: error: bad ?[31m\n  1 | a?[2Jb\n    |  ^\n");
}

TEST(Issue, OfALongLineOnlyTheSurroundingsAreShown) {
  const std::string text = std::string(1000, 'a') + "X" + std::string(1000, 'b');
  const std::string out = render(at(1, 1001, 1, "bad"), "f", text);
  EXPECT_EQ(out, "f:1:1001: error: bad\n  1 | ..." + std::string(60, 'a') + "X" +
                     std::string(99, 'b') + "...\n    |    " + std::string(60, ' ') + "^\n");
}

TEST(Issue, KnowsErrorsFromWarnings) {
  Issue warning = at(1, 1, 1, "w");
  warning.severity = Severity::kWarning;
  EXPECT_FALSE(has_errors({}));
  EXPECT_FALSE(has_errors({warning}));
  EXPECT_TRUE(has_errors({warning, at(1, 1, 1, "e")}));
  EXPECT_EQ(render({warning, at(2, 1, 1, "e")}, "f", ""),
            "f:1:1: warning: w\n  1 | \n    | ^\nf:2:1: error: e\n");
}

}  // namespace
}  // namespace gs
