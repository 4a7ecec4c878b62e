#include "journal/json_lines.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "base/faulty_files.h"

namespace gs::journal {
namespace {

namespace json = boost::json;

std::vector<std::string> lines_of(FaultyFiles& files, const std::string& path) {
  std::vector<std::string> lines(1);
  std::string text = files.read(path).value();
  for (char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back().push_back(c);
    }
  }
  EXPECT_EQ(lines.back(), "") << "the file must end with a line break";
  lines.pop_back();
  return lines;
}

TEST(JsonLines, AppendsToWhatIsThere) {
  FaultyFiles files;
  for (int i = 0; i < 2; ++i) {
    auto opened = JsonLines::open(files, "audit.jsonl");
    ASSERT_TRUE(opened) << opened.error().to_string();
    EXPECT_TRUE((*opened)->append(json::serialize(json::object{{"n", i}, {"text", "a\nb"}})));
  }
  EXPECT_EQ(lines_of(files, "audit.jsonl"),
            (std::vector<std::string>{R"({"n":0,"text":"a\nb"})", R"({"n":1,"text":"a\nb"})"}));
}

TEST(JsonLines, ReportsAFullDiskAndSpoilsNoLaterLine) {
  FaultyFiles files;
  auto lines = *JsonLines::open(files, "d.jsonl");
  ASSERT_TRUE(lines->append(R"({"n":1})"));
  files.set_capacity(12);
  Status refused = lines->append(R"({"n":2})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kIo);
  files.set_capacity(std::nullopt);
  ASSERT_TRUE(lines->append(R"({"n":3})"));
  std::vector<std::string> kept = lines_of(files, "d.jsonl");
  ASSERT_EQ(kept.size(), 3u);
  EXPECT_EQ(kept.front(), R"({"n":1})");
  EXPECT_EQ(kept.back(), R"({"n":3})");
}

TEST(JsonLines, KeepsLinesOfSeveralThreadsWhole) {
  FaultyFiles files;
  auto lines = *JsonLines::open(files, "d.jsonl");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&lines, t] {
      for (int i = 0; i < 100; ++i)
        EXPECT_TRUE(lines->append(json::serialize(json::object{{"thread", t}, {"n", i}})));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<std::string> kept = lines_of(files, "d.jsonl");
  EXPECT_EQ(kept.size(), 400u);
  for (const std::string& line : kept) EXPECT_TRUE(json::parse(line).is_object());
}

TEST(AuditEvent, HasTheHistoricalFields) {
  AuditEvent event{WallTime{}, "policy_reload", "alice", "policy", "sha256:00", {{"a", 1}}};
  json::object line = to_json(event);
  for (const char* field :
       {"timestamp", "event", "artifact_type", "model_version", "evidence_hash", "user"}) {
    EXPECT_TRUE(line.contains(field)) << field;
  }
  EXPECT_EQ(line.at("timestamp"), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(line.at("detail").at("a"), 1);
}

TEST(DecisionRecord, HoldsWhatWasDecidedAndNoText) {
  policy::Decision decision;
  decision.phase = text::Phase::kPrompt;
  decision.action = policy::Action::kBlock;
  decision.allowed = false;
  decision.policy_digest = "abc";
  policy::RuleResult rule;
  rule.id = "pii_block_prompt";
  rule.action = policy::Action::kBlock;
  rule.applied = true;
  decision.rules.push_back(rule);
  std::vector<detect::DetectorRun> runs = {{"length", detect::Outcome::kNotNeeded, 0}};
  DecisionRecord record;
  record.id = "x.prompt";
  record.decision = &decision;
  record.detectors = &runs;
  record.signals = R"({"contains_pii":true})";
  record.content_hmac = "00ff";
  record.latency = {1, 2, 3};
  json::object out = json::parse(to_json_text(record)).as_object();
  EXPECT_EQ(out.at("id"), "x.prompt");
  EXPECT_EQ(out.at("phase"), "prompt");
  EXPECT_EQ(out.at("action"), "block");
  EXPECT_EQ(out.at("rules").at(0).at("id"), "pii_block_prompt");
  EXPECT_EQ(out.at("detectors").at(0).at("outcome"), "not_needed");
  EXPECT_EQ(out.at("latency_us").at("total"), 3);
  EXPECT_EQ(out.at("signals").at("contains_pii"), true);
}

}  // namespace
}  // namespace gs::journal
