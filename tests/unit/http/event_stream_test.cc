#include "http/event_stream.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace gs::http {
namespace {

// Each event as one line: "name|data", "#comment", with "~" in front when incomplete.
std::vector<std::string> rows(const std::vector<std::string_view>& pieces, size_t limit = 1000) {
  EventReader reader(limit);
  std::vector<std::string> found;
  const auto drain = [&] {
    while (true) {
      const EventReader::Next next = reader.next();
      if (next == EventReader::Next::kNothing) return;
      if (next == EventReader::Next::kTooLarge) {
        if (found.empty() || found.back() != "too large") found.emplace_back("too large");
        return;
      }
      const Event& event = reader.event();
      if (next == EventReader::Next::kComment) {
        found.push_back("#" + std::string(event.data));
        continue;
      }
      std::string row = event.complete ? "" : "~";
      row.append(event.name).append("|").append(event.data);
      if (!event.id.empty()) row.append("|").append(event.id);
      found.push_back(row);
    }
  };
  for (std::string_view piece : pieces) {
    reader.feed(piece);
    drain();
  }
  reader.finish();
  drain();
  drain();
  return found;
}

std::vector<std::string> rows(std::string_view whole) {
  return rows(std::vector<std::string_view>{whole});
}

struct Case {
  std::string_view bytes;
  std::vector<std::string> events;
};

const std::vector<Case> kCases = {
    {"data: a\n\ndata:b\r\n\r\ndata:  c\r\r", {"|a", "|b", "| c"}},
    {"\xEF\xBB\xBF"
     "data: a\n\n",
     {"|a"}},
    {"\xEF\xBB"
     "data: a\n\n",
     {}},
    {"data: one\ndata: two\ndata\n\n", {"|one\ntwo\n"}},
    {"event: error\ndata: {}\n\ndata: x\n\n", {"error|{}", "|x"}},
    {"event: lost\n\ndata: x\n\n", {"|x"}},
    {"id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", {"|a|7", "|b|7", "|c"}},
    {": ping\n\n:\n\ndata: a\n\n", {"# ping", "#", "|a"}},
    {"data: a\n: between\ndata: b\n\n", {"# between", "|a\nb"}},
    {"data: a", {"~|a"}},
    {"data: a\n", {"~|a"}},
    {"event: e\ndata: a\r", {"~e|a"}},
    {"retry: 10\nwhatever: 1\n\n\n\n", {}},
    {"data:\n\n", {"|"}},
    {"data: [DONE]\n\n", {"|[DONE]"}},
    {"dat", {}},
    {": end", {}},
    {"", {}},
};

TEST(EventReader, ReadsAsTheStandardSays) {
  for (const Case& c : kCases) EXPECT_EQ(rows(c.bytes), c.events) << c.bytes;
}

TEST(EventReader, AnyCutGivesTheSameEvents) {
  for (const Case& c : kCases) {
    for (size_t a = 0; a <= c.bytes.size(); ++a) {
      for (size_t b = a; b <= c.bytes.size(); ++b) {
        ASSERT_EQ(rows({c.bytes.substr(0, a), c.bytes.substr(a, b - a), c.bytes.substr(b)}),
                  c.events)
            << c.bytes << " cut at " << a << " and " << b;
      }
    }
  }
}

TEST(EventReader, AnEventBeyondTheLimitEndsTheReading) {
  const std::string fits = "data: " + std::string(14, 'x') + "\n\n";
  const std::string large = "data: " + std::string(15, 'x') + "\n\n";
  const std::string lines = "data: 123456\ndata: 12345\n\n";
  for (size_t piece : {1, 3, 100}) {
    const auto cut = [&](std::string_view text) {
      std::vector<std::string_view> pieces;
      for (size_t at = 0; at < text.size(); at += piece) pieces.push_back(text.substr(at, piece));
      return rows(pieces, 20);
    };
    EXPECT_EQ(cut(fits + fits), std::vector<std::string>(2, "|" + std::string(14, 'x')));
    EXPECT_EQ(cut(fits + large + fits),
              std::vector<std::string>({"|" + std::string(14, 'x'), "too large"}));
    EXPECT_EQ(cut(lines), std::vector<std::string>({"too large"}));
    EXPECT_EQ(cut(": a comment that is too long\n\n"), std::vector<std::string>({"too large"}));
    EXPECT_EQ(cut("data: 12345\n: comment\ndata: 1\n\n"),
              std::vector<std::string>({"# comment", "|12345\n1"}));
  }
}

TEST(EventReader, TakesTimeInProportionToTheBytes) {
  for (std::string_view part : {"\r", "\n", ":\r", "data\r", "x"}) {
    std::string bytes;
    while (bytes.size() < 2000000) bytes += part;
    const auto began = std::chrono::steady_clock::now();
    rows({bytes}, 100000000);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3)) << part;
  }
}

TEST(AppendEvent, IsReadAsItWasWritten) {
  std::string out;
  append_event(out, "", "[DONE]");
  append_event(out, "error", "{\"a\": 1}");
  append_event(out, "", "two\nlines\n");
  append_event(out, "", "a\r\nb\rc");
  append_comment(out, " still\nhere");
  append_event(out, "", "");
  EXPECT_EQ(rows(out), std::vector<std::string>({"|[DONE]", "error|{\"a\": 1}", "|two\nlines\n",
                                                 "|a\nb\nc", "# stillhere", "|"}));
}

}  // namespace
}  // namespace gs::http
