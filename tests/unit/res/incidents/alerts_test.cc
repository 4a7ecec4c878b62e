#include "res/incidents/alerts.h"

#include <boost/json/array.hpp>

#include "base/json.h"
#include "incident_fixture.h"

namespace gs::res {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

// As Alertmanager 0.25 sends it.
json::value message(const std::string& status, const std::string& labels,
                    const std::string& fingerprint = "f1") {
  auto value =
      parse_json(R"({"version":"4","groupKey":"{}:{}","truncatedAlerts":0,"status":")" + status +
                 R"(","receiver":"res","groupLabels":{},"commonLabels":{},"commonAnnotations":{},)"
                 R"("externalURL":"http://am:9093","alerts":[{"status":")" +
                 status + R"(","labels":{"alertname":"HighDrift","model":"m1")" + labels +
                 R"(},"annotations":{"summary":"PSI above 0.2","runbook_url":"https://r/1"},)"
                 R"("startsAt":"2026-03-01T12:00:00Z","endsAt":"0001-01-01T00:00:00Z",)"
                 R"("generatorURL":"http://prom/g","fingerprint":")" +
                 fingerprint + R"("}]})");
  EXPECT_TRUE(value);
  return value ? *value : json::value();
}

class AlertsTest : public IncidentTest {
 protected:
  AlertOutcome send(const std::string& status, const std::string& labels,
                    const std::string& fingerprint = "f1") {
    const auto alerts = read_alerts(message(status, labels, fingerprint));
    EXPECT_TRUE(alerts) << alerts.error().to_string();
    const auto outcomes =
        in_batch([&](log::Batch& batch) { return apply_alerts(batch, rules_, *alerts, actor_); });
    EXPECT_TRUE(outcomes) << outcomes.error().to_string();
    return outcomes ? outcomes->at(0) : AlertOutcome();
  }
};

constexpr char kCritical[] = R"(,"severity":"critical")";
constexpr char kWarning[] = R"(,"severity":"warning")";

TEST(Alerts, SeverityComesFromTheLabels) {
  struct Row {
    const char* labels;
    IncidentSeverity severity;
  };
  const Row rows[] = {
      {kCritical, IncidentSeverity::kSev1},
      {kWarning, IncidentSeverity::kSev2},
      {R"(,"severity":"info")", IncidentSeverity::kSev3},
      {"", IncidentSeverity::kSev3},
      {R"(,"severity":"critical","sev":"sev2")", IncidentSeverity::kSev2},
      {R"(,"severity":"warning","sev":"sev9")", IncidentSeverity::kSev2},
  };
  for (const Row& row : rows) {
    const auto alerts = read_alerts(message("firing", row.labels));
    ASSERT_TRUE(alerts) << row.labels;
    EXPECT_EQ(alerts->at(0).severity, row.severity) << row.labels;
    EXPECT_THAT(alerts->at(0).description, HasSubstr("HighDrift: PSI above 0.2 (model=m1"));
    EXPECT_EQ(alerts->at(0).refs, (std::vector<std::string>{"http://prom/g", "https://r/1"}));
  }
}

TEST(Alerts, MalformedMessagesAreRefusedByField) {
  struct Row {
    const char* body;
    const char* field;
  };
  const Row rows[] = {
      {"[]", "body"},
      {"{}", "alerts"},
      {R"({"version":"3","alerts":[]})", "version"},
      {R"({"version":4,"alerts":[]})", "version"},
      {R"({"alerts":{}})", "alerts"},
      {R"({"alerts":[1]})", "alerts[0]"},
      {R"({"alerts":[{}]})", "alerts[0].status"},
      {R"({"alerts":[{"status":"gone"}]})", "alerts[0].status"},
      {R"({"alerts":[{"status":"firing"}]})", "alerts[0].fingerprint"},
      {R"({"alerts":[{"status":"firing","fingerprint":""}]})", "alerts[0].fingerprint"},
      {R"({"alerts":[{"status":"firing","fingerprint":"f","labels":[]}]})", "alerts[0].labels"},
      {R"({"alerts":[{"status":"firing","fingerprint":"f","labels":{"a":1}}]})",
       "alerts[0].labels.a"},
  };
  for (const Row& row : rows) {
    const auto alerts = read_alerts(*parse_json(row.body));
    ASSERT_FALSE(alerts) << row.body;
    EXPECT_EQ(alerts.error().where, row.field) << row.body;
  }
  json::array many(1001);
  const auto alerts = read_alerts(json::object{{"alerts", std::move(many)}});
  ASSERT_FALSE(alerts);
  EXPECT_EQ(alerts.error().code, ErrorCode::kTooLarge);
}

TEST_F(AlertsTest, OpensOneIncidentAFingerprint) {
  const AlertOutcome first = send("firing", kCritical);
  EXPECT_EQ(first.action, "opened");
  EXPECT_EQ(send("firing", kCritical).action, "unchanged");
  EXPECT_EQ(send("firing", kCritical, "f2").action, "opened");
  EXPECT_EQ(send("resolved", kCritical, "f3").action, "unchanged");
  EXPECT_EQ(list_incidents(*reader(), {})->incidents.size(), 2u);
  EXPECT_EQ(get(first.incident_id).history.size(), 1u);
}

TEST_F(AlertsTest, ResolutionLeavesTheAnalysis) {
  const std::string id = send("firing", kCritical).incident_id;
  EXPECT_EQ(send("resolved", kCritical).action, "resolved");
  EXPECT_EQ(get(id).status, IncidentStatus::kRca);
  EXPECT_EQ(get(id).history.back().change.at("note"), "resolved by Alertmanager");
  EXPECT_EQ(send("resolved", kCritical).action, "unchanged");
  EXPECT_EQ(send("firing", kCritical).action, "reopened");
  EXPECT_EQ(get(id).status, IncidentStatus::kOpen);
  EXPECT_EQ(send("firing", kCritical).action, "unchanged");
}

TEST_F(AlertsTest, AMinorOneIsClosedAndFiresAsANewOne) {
  const std::string id = send("firing", "").incident_id;
  EXPECT_EQ(send("resolved", "").action, "resolved");
  EXPECT_EQ(get(id).status, IncidentStatus::kClosed);
  EXPECT_FALSE(get(id).rca_done_at) << "nobody analysed it";
  const AlertOutcome again = send("firing", "");
  EXPECT_EQ(again.action, "opened");
  EXPECT_NE(again.incident_id, id);
}

TEST_F(AlertsTest, WhatAnOperatorDidStays) {
  const std::string id = send("firing", kWarning).incident_id;
  IncidentChange contain;
  contain.status = IncidentStatus::kContained;
  contain.severity = IncidentSeverity::kSev1;
  ASSERT_TRUE(change(id, contain));
  EXPECT_EQ(send("firing", kWarning).action, "unchanged") << "it fires still";
  EXPECT_EQ(get(id).status, IncidentStatus::kContained);
  EXPECT_EQ(get(id).severity, IncidentSeverity::kSev1);
}

TEST_F(AlertsTest, AChangeOfSeverityIsAnUpdate) {
  const std::string id = send("firing", kWarning).incident_id;
  EXPECT_EQ(send("firing", kCritical).action, "updated");
  EXPECT_EQ(get(id).severity, IncidentSeverity::kSev1);
  EXPECT_EQ(send("firing", kWarning).action, "updated");
  EXPECT_EQ(send("firing", kWarning).action, "unchanged");
}

TEST_F(AlertsTest, AnswersWithCounts) {
  const json::object body = to_json(std::vector<AlertOutcome>{send("firing", kCritical)});
  EXPECT_EQ(body.at("received"), 1);
  EXPECT_EQ(body.at("opened"), 1);
  EXPECT_EQ(body.at("incidents").at(0).at("action"), "opened");
}

}  // namespace
}  // namespace gs::res
