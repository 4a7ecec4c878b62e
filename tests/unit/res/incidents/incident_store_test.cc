#include "res/incidents/incident_store.h"

#include "incident_fixture.h"
#include "res/incidents/outbox.h"

namespace gs::res {
namespace {

using testing::HasSubstr;

using IncidentStoreTest = IncidentTest;

TEST_F(IncidentStoreTest, KeepsTheHistoryInTheLog) {
  const auto opened = open(IncidentSeverity::kSev1, "harmful output");
  ASSERT_TRUE(opened) << opened.error().to_string();
  IncidentChange contain;
  contain.status = IncidentStatus::kContained;
  contain.reportable = Reportable::kSerious;
  ASSERT_TRUE(change(opened->id, contain));
  IncidentChange analyse;
  analyse.status = IncidentStatus::kRca;
  analyse.rca = "a stale filter";
  ASSERT_TRUE(change(opened->id, analyse));
  const Incident incident = get(opened->id);
  EXPECT_EQ(incident.status, IncidentStatus::kRca);
  EXPECT_EQ(incident.rca, "a stale filter");
  EXPECT_EQ(incident.reportable, Reportable::kSerious);
  EXPECT_TRUE(incident.regulatory_due && incident.rca_done_at);
  EXPECT_EQ(incident.refs, std::vector<std::string>{"ref"});
  ASSERT_EQ(incident.history.size(), 3u);
  EXPECT_EQ(incident.history[0].event, "incident_opened");
  EXPECT_EQ(incident.history[1].event, "incident_contained");
  EXPECT_EQ(incident.history[1].change.at("was").at("status"), "open");
  EXPECT_EQ(incident.history[1].actor, "key-1");
  EXPECT_EQ(incident.history[1].claimed_user, "jane");
  EXPECT_FALSE(incident.history[1].change.contains("claimed_user"));
  EXPECT_EQ(incident.history[2].event, "incident_rca");
  const auto record = log::read_record(*reader(), incident.history[0].leaf_index);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->kind, "incident");
}

TEST_F(IncidentStoreTest, RefusedChangesLeaveNothing) {
  const auto opened = open(IncidentSeverity::kSev2);
  ASSERT_TRUE(opened);
  IncidentChange close;
  close.status = IncidentStatus::kClosed;
  const auto refused = change(opened->id, close);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "note");
  IncidentChange nothing;
  nothing.status = IncidentStatus::kOpen;
  ASSERT_TRUE(change(opened->id, nothing));
  EXPECT_EQ(get(opened->id).history.size(), 1u);
  const auto unknown = change("no-such-id", nothing);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kNotFound);
}

TEST_F(IncidentStoreTest, ListsInPages) {
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i) {
    ids.push_back(open(i % 2 == 0 ? IncidentSeverity::kSev1 : IncidentSeverity::kSev3)->id);
  }
  IncidentFilter filter;
  filter.limit = 3;
  std::vector<std::string> seen;
  for (int pages = 0; pages < 3; ++pages) {
    const auto page = list_incidents(*reader(), filter);
    ASSERT_TRUE(page) << page.error().to_string();
    for (const Incident& incident : page->incidents) seen.push_back(incident.id);
    EXPECT_EQ(page->next.empty(), pages == 2);
    filter.cursor = page->next;
  }
  std::sort(seen.begin(), seen.end());
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(seen, ids);

  filter = {};
  filter.severity = IncidentSeverity::kSev3;
  EXPECT_EQ(list_incidents(*reader(), filter)->incidents.size(), 3u);
  filter.status = IncidentStatus::kClosed;
  EXPECT_EQ(list_incidents(*reader(), filter)->incidents.size(), 0u);
  for (const char* cursor : {"x", "1", "1x.y", ".", "999999999999999999999.a"}) {
    filter.cursor = cursor;
    const auto page = list_incidents(*reader(), filter);
    ASSERT_FALSE(page) << cursor;
    EXPECT_EQ(page.error().where, "cursor");
  }
}

TEST_F(IncidentStoreTest, CountsOpenOnesAndTheirClock) {
  const auto now = clock_.now();
  open(IncidentSeverity::kSev1);
  open(IncidentSeverity::kSev1);
  const auto analysed = open(IncidentSeverity::kSev2);
  IncidentChange rca;
  rca.rca = "done";
  ASSERT_TRUE(change(analysed->id, rca));
  const auto figures = incident_figures(*reader(), now);
  ASSERT_TRUE(figures) << figures.error().to_string();
  ASSERT_EQ(figures->size(), 3u);
  EXPECT_EQ((*figures)[0].open, 2u);
  EXPECT_NEAR(*(*figures)[0].rca_due_seconds, 24 * 3600, 60);
  EXPECT_EQ((*figures)[1].open, 1u);
  EXPECT_FALSE((*figures)[1].rca_due_seconds) << "its analysis is done";
  EXPECT_EQ((*figures)[2].open, 0u);
}

TEST_F(IncidentStoreTest, QueuesForTheSinksThatWantIt) {
  rules_.sinks = {{.name = "all", .url = "http://a.example/"},
                  {.name = "worst",
                   .kind = SinkKind::kSlack,
                   .url = "http://b.example/",
                   .severities = {IncidentSeverity::kSev1}}};
  open(IncidentSeverity::kSev3);
  ASSERT_TRUE(open(IncidentSeverity::kSev1));
  const auto figures = outbox_figures(*reader());
  ASSERT_TRUE(figures) << figures.error().to_string();
  ASSERT_EQ(figures->size(), 2u);
  EXPECT_EQ((*figures)[0].sink, "all");
  EXPECT_EQ((*figures)[0].pending, 2u);
  EXPECT_EQ((*figures)[1].pending, 1u);
  EXPECT_EQ((*figures)[1].given_up, 0u);
}

}  // namespace
}  // namespace gs::res
