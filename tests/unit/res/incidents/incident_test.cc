#include "res/incidents/incident.h"

#include <gmock/gmock.h>

#include <boost/json/array.hpp>

#include "base/json.h"

namespace gs::res {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using namespace std::chrono_literals;

const WallTime kOpened = *from_rfc3339("2026-03-01T12:00:00Z");

json::value parsed(std::string_view text) {
  auto value = parse_json(text);
  EXPECT_TRUE(value) << text;
  return value ? *value : json::value();
}

TEST(NewIncident, ReadsItsBody) {
  const auto incident = read_new_incident(
      parsed(R"({"severity":"sev1","description":"down","refs":["a","b"],"extra":1})"));
  ASSERT_TRUE(incident) << incident.error().to_string();
  EXPECT_EQ(incident->severity, IncidentSeverity::kSev1);
  EXPECT_EQ(incident->refs.size(), 2u);
  EXPECT_TRUE(read_new_incident(parsed(R"({"severity":"sev3","description":"x","refs":null})")));
}

TEST(NewIncident, NamesTheFieldThatIsWrong) {
  const std::string long_text(10'001, 'x');
  struct Row {
    std::string body;
    const char* field;
    const char* message;
  };
  const Row rows[] = {
      {"[]", "body", "must be an object"},
      {R"({"description":"x"})", "severity", "is required"},
      {R"({"severity":"sev9","description":"x"})", "severity", "one of sev1, sev2, sev3"},
      {R"({"severity":1,"description":"x"})", "severity", "one of sev1, sev2, sev3"},
      {R"({"severity":"sev1"})", "description", "is required"},
      {R"({"severity":"sev1","description":" \n"})", "description", "must not be empty"},
      {R"({"severity":"sev1","description":")" + long_text + R"("})", "description",
       "at most 10000 characters"},
      {R"({"severity":"sev1","description":"x","refs":"a"})", "refs", "must be a list"},
      {R"({"severity":"sev1","description":"x","refs":["a",2]})", "refs[1]", "must be a string"},
      {R"({"severity":"sev1","description":"x","refs":[""]})", "refs[0]", "must not be empty"},
  };
  for (const Row& row : rows) {
    const auto incident = read_new_incident(parsed(row.body));
    ASSERT_FALSE(incident) << row.field;
    EXPECT_EQ(incident.error().code, ErrorCode::kInvalidInput);
    EXPECT_EQ(incident.error().where, row.field);
    EXPECT_THAT(incident.error().message, HasSubstr(row.message));
  }
}

TEST(IncidentChange, NamesTheFieldThatIsWrong) {
  struct Row {
    const char* body;
    const char* field;
  };
  const Row rows[] = {{"3", "body"},
                      {"{}", "body"},
                      {R"({"status":"done"})", "status"},
                      {R"({"status":null})", "status"},
                      {R"({"severity":"sev9"})", "severity"},
                      {R"({"reportable":true})", "reportable"},
                      {R"({"note":""})", "note"},
                      {R"({"rca":5})", "rca"},
                      {R"({"stauts":"open"})", "stauts"},
                      {R"({"without_rca":true})", "without_rca"},
                      {R"({"alert":"firing"})", "alert"}};
  for (const Row& row : rows) {
    const auto change = read_incident_change(parsed(row.body));
    ASSERT_FALSE(change) << row.body;
    EXPECT_EQ(change.error().where, row.field) << row.body;
  }
}

Incident incident_in(IncidentStatus status, const std::string& rca = "") {
  Incident incident;
  incident.status = status;
  incident.rca = rca;
  incident.created_at = incident.updated_at = kOpened;
  incident.rca_due = rca_due_at(kOpened, incident.severity, {});
  return incident;
}

TEST(Incident, MovesAlongItsStates) {
  using enum IncidentStatus;
  struct Row {
    IncidentStatus from, to;
    bool note, rca;
    const char* refused;  // the field; "": legal
  };
  const Row rows[] = {
      {kOpen, kContained, false, false, ""},  {kContained, kRca, false, false, ""},
      {kRca, kClosed, false, true, ""},       {kRca, kClosed, false, false, "rca"},
      {kOpen, kRca, false, false, "note"},    {kOpen, kRca, true, false, ""},
      {kOpen, kClosed, false, true, "note"},  {kOpen, kClosed, true, false, "rca"},
      {kOpen, kClosed, true, true, ""},       {kContained, kOpen, false, false, "note"},
      {kContained, kOpen, true, false, ""},   {kRca, kContained, true, false, ""},
      {kClosed, kOpen, true, true, "status"}, {kClosed, kClosed, false, false, "status"},
      {kOpen, kOpen, false, false, ""},
  };
  for (const Row& row : rows) {
    IncidentChange change;
    change.status = row.to;
    if (row.note) change.note = "because";
    if (row.rca) change.rca = "https://wiki/rca";
    const auto after = change_incident(incident_in(row.from), change, {}, kOpened + 1h);
    const std::string label =
        std::string(to_string(row.from)) + " to " + std::string(to_string(row.to));
    EXPECT_EQ(after ? "" : after.error().where, row.refused) << label;
    if (after) {
      EXPECT_EQ(after->status, row.to) << label;
    }
  }
}

TEST(Incident, AClosedOneTakesNotesAlone) {
  IncidentChange change;
  change.note = "seen again elsewhere";
  EXPECT_TRUE(change_incident(incident_in(IncidentStatus::kClosed, "x"), change, {}, kOpened));
  change.severity = IncidentSeverity::kSev1;
  const auto after =
      change_incident(incident_in(IncidentStatus::kClosed, "x"), change, {}, kOpened);
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, ErrorCode::kAlreadyExists);
}

TEST(Incident, HasTwoClocks) {
  const Incident before = incident_in(IncidentStatus::kOpen);
  EXPECT_EQ(before.rca_due, kOpened + 72h);
  EXPECT_FALSE(before.regulatory_due);
  IncidentChange change;
  change.severity = IncidentSeverity::kSev1;
  change.reportable = Reportable::kSerious;
  auto after = change_incident(before, change, {}, kOpened + 5h);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->rca_due, kOpened + 24h);
  EXPECT_EQ(after->regulatory_due, kOpened + 5h + 15 * 24h);
  // Another kind counts from when it was first known; the same again moves nothing.
  change.reportable = Reportable::kWidespread;
  after = change_incident(*after, change, {}, kOpened + 20h);
  EXPECT_EQ(after->regulatory_due, kOpened + 5h + 2 * 24h);
  after = change_incident(*after, change, {}, kOpened + 40h);
  EXPECT_EQ(after->regulatory_due, kOpened + 5h + 2 * 24h);
  policy::IncidentResponse response;
  response.regulatory_days[2] = 1e300;
  change.reportable = Reportable::kDeath;
  EXPECT_GT(change_incident(before, change, response, kOpened)->regulatory_due, kOpened);
}

TEST(Incident, ShowsItsLink) {
  Incident incident = incident_in(IncidentStatus::kOpen);
  incident.id = "i1";
  EXPECT_EQ(to_json(incident, "https://res.example", kOpened, false).at("link"),
            "https://res.example/incident/i1");
  EXPECT_EQ(to_json(incident, "", kOpened, false).at("rca_overdue"), false);
  EXPECT_EQ(to_json(incident, "", kOpened + 73h, false).at("rca_overdue"), true);
  incident.rca_done_at = kOpened + 1h;
  EXPECT_EQ(to_json(incident, "", kOpened + 73h, true).at("rca_overdue"), false);
}

}  // namespace
}  // namespace gs::res
