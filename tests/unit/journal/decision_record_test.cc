#include "journal/decision_record.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/json.h"

namespace gs::journal {
namespace {

namespace json = boost::json;

// Every field from a source of its own, so that none can stand in another's place.
TEST(DecisionRecord, HasEveryFieldInItsPlace) {
  policy::Decision decision;
  decision.phase = text::Phase::kOutput;
  decision.action = policy::Action::kMask;
  decision.policy_digest = "policy digest";
  decision.rules.resize(1);
  decision.rules[0].id = "a_rule";
  decision.rules[0].error = "an error";
  const std::vector<detect::DetectorRun> detectors = {{"length", detect::Outcome::kRan, 7}};
  DecisionRecord record;
  record.id = "exchange.output";
  record.ts = WallTime(std::chrono::milliseconds(1'772'366'400'123));
  record.decision = &decision;
  record.detectors = &detectors;
  record.signals = R"({"length":12})";
  record.settings_digest = "settings digest";
  record.model = "a model";
  record.tenant = "a tenant";
  record.principal = "a key";
  record.claimed_user = "a user";
  record.content_hmac = "a digest";
  record.trace_id = "a trace";
  record.outcome = "answered";
  record.upstream = UpstreamRecord{"vllm", 200, 2};
  record.stream = StreamRecord{5, 6};
  record.latency = {.detect = 1, .decide = 2, .total = 3, .upstream = 4};

  const std::string text = to_json_text(record);
  EXPECT_EQ(text, canonical_json(*parse_json(text)));
  const json::object out = json::parse(text).as_object();
  EXPECT_EQ(out.at("id"), "exchange.output");
  EXPECT_EQ(out.at("ts"), "2026-03-01T12:00:00.123Z");
  EXPECT_EQ(out.at("phase"), "output");
  EXPECT_EQ(out.at("action"), "mask");
  EXPECT_EQ(out.at("rules").at(0).at("id"), "a_rule");
  EXPECT_EQ(out.at("detectors"), json::parse(R"([{"name":"length","outcome":"ran","us":7}])"));
  EXPECT_EQ(out.at("signals"), json::parse(R"({"length":12})"));
  EXPECT_EQ(out.at("policy_digest"), "policy digest");
  EXPECT_EQ(out.at("settings_digest"), "settings digest");
  EXPECT_EQ(out.at("model"), "a model");
  EXPECT_EQ(out.at("tenant"), "a tenant");
  EXPECT_EQ(out.at("principal"), "a key");
  EXPECT_EQ(out.at("claimed_user"), "a user");
  EXPECT_EQ(out.at("content_hmac"), "a digest");
  EXPECT_EQ(out.at("trace_id"), "a trace");
  EXPECT_EQ(out.at("outcome"), "answered");
  EXPECT_EQ(out.at("upstream"), json::parse(R"({"name":"vllm","status":200,"attempts":2})"));
  EXPECT_EQ(out.at("stream"), json::parse(R"({"held_max_chars":5,"held_max_ms":6})"));
  EXPECT_EQ(out.at("latency_us"), json::parse(R"({"detect":1,"decide":2,"upstream":4,"total":3})"));
}

TEST(DecisionRecord, GuardsStandBehindTheDetectors) {
  const policy::Decision decision;
  const std::vector<detect::DetectorRun> detectors = {{"length", detect::Outcome::kRan, 7}};
  const std::vector<detect::DetectorRun> guards = {{"guard.a", detect::Outcome::kBreakerOpen, 8},
                                                   {"guard.b", detect::Outcome::kRan, 9, "hate"}};
  DecisionRecord record;
  record.decision = &decision;
  record.detectors = &detectors;
  record.guards = &guards;
  const json::object out = json::parse(to_json_text(record)).as_object();
  EXPECT_EQ(out.at("detectors"), json::parse(R"([{"name":"length","outcome":"ran","us":7},
                            {"name":"guard.a","outcome":"breaker_open","us":8},
                            {"name":"guard.b","note":"hate","outcome":"ran","us":9}])"));
}

}  // namespace
}  // namespace gs::journal
