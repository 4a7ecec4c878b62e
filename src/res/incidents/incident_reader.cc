// Reading incidents: one with its history, pages of them, and the figures of /metrics.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.h"
#include "res/incidents/incident_rows.h"
#include "res/incidents/incident_store.h"
#include "res/store/conditions.h"

namespace gs::res {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

// The content of a record without what the log adds to each.
IncidentEvent event_of(const log::Record& record) {
  IncidentEvent event{record.leaf_index, record.ts, record.event, record.actor, {}, {}};
  const auto content = parse_json(record.content);
  const json::object* object = content ? content->if_object() : nullptr;
  if (object == nullptr) return event;
  event.change = *object;
  event.claimed_user = text_in(*object, "claimed_user");
  for (const char* added : {"claimed_user", "peer", "event", "model", "subject"}) {
    event.change.erase(added);
  }
  return event;
}

// What the row does not hold.
void apply(const IncidentEvent& event, Incident& incident) {
  if (const json::value* refs = event.change.if_contains("refs"); refs && refs->is_array()) {
    for (const json::value& ref : refs->get_array()) {
      if (const json::string* text = ref.if_string()) incident.refs.emplace_back(*text);
    }
  }
  if (std::string rca = text_in(event.change, "rca"); !rca.empty()) incident.rca = std::move(rca);
  if (const auto kind = reportable_named(text_in(event.change, "reportable"))) {
    incident.reportable = kind;
    if (!incident.reportable_since) incident.reportable_since = event.ts;
  }
}

struct Cursor {
  int64_t created_at = 0;
  std::string id;
};

// "<microseconds>.<id>"
Result<Cursor> cursor_of(const std::string& text) {
  const size_t dot = text.find('.');
  Cursor cursor;
  const char* end = text.data() + std::min(dot, text.size());
  const auto [stop, code] = std::from_chars(text.data(), end, cursor.created_at);
  if (dot == std::string::npos || code != std::errc{} || stop != end || text.size() > 100) {
    return fail(ErrorCode::kInvalidInput, "is no cursor that a page before this one gave",
                "cursor");
  }
  cursor.id = text.substr(dot + 1);
  return cursor;
}

Result<store::Conditions> conditions_of(const IncidentFilter& filter) {
  store::Conditions where;
  if (filter.status) where.add("status =", to_string(*filter.status));
  if (filter.severity) where.add("severity =", to_string(*filter.severity));
  if (filter.from) where.add("created_at >=", log::to_micros(*filter.from));
  if (filter.to) where.add("created_at <", log::to_micros(*filter.to));
  if (!filter.cursor.empty()) {
    GS_TRY(const Cursor cursor, cursor_of(filter.cursor));
    const std::string time = where.parameter(cursor.created_at);
    const std::string id = where.parameter(cursor.id);
    where.add("(created_at < " + time + " OR (created_at = " + time + " AND id < " + id + "))");
  }
  return where;
}

}  // namespace

Result<Incident> get_incident(store::Connection& connection, std::string_view id) {
  GS_TRY(const auto rows,
         connection.query(
             "SELECT " + std::string(kIncidentColumns) + " FROM incidents WHERE id = $1", {id}));
  if (rows.empty()) return fail(ErrorCode::kNotFound, "no incident has this id", "id");
  GS_TRY(Incident incident, incident_of(rows[0]));
  log::RecordFilter filter;
  filter.subject = incident.id;
  filter.limit = 1000;
  GS_TRY(auto records, log::list_records(connection, filter));
  std::reverse(records.begin(), records.end());
  for (const log::Record& record : records) {
    if (record.kind != "incident" && record.kind != "incident_update") continue;
    incident.history.push_back(event_of(record));
    apply(incident.history.back(), incident);
  }
  return incident;
}

Result<IncidentPage> list_incidents(store::Connection& connection, const IncidentFilter& filter) {
  if (filter.limit < 1 || filter.limit > 1000) {
    return fail(ErrorCode::kInvalidInput, "must be from 1 to 1000", "limit");
  }
  GS_TRY(store::Conditions where, conditions_of(filter));
  // One more than asked for tells whether there is a next page.
  const std::string sql = "SELECT " + std::string(kIncidentColumns) + " FROM incidents" +
                          where.sql() + " ORDER BY created_at DESC, id DESC LIMIT " +
                          std::to_string(filter.limit + 1);
  GS_TRY(const auto rows, connection.query(sql, where.values()));
  IncidentPage page;
  for (size_t i = 0; i < std::min<size_t>(rows.size(), filter.limit); ++i) {
    GS_TRY(Incident incident, incident_of(rows[i]));
    page.incidents.push_back(std::move(incident));
  }
  if (rows.size() > filter.limit) {
    const Incident& last = page.incidents.back();
    page.next = std::to_string(log::to_micros(last.created_at)) + "." + last.id;
  }
  return page;
}

Result<std::vector<IncidentFigures>> incident_figures(store::Connection& connection, WallTime now) {
  GS_TRY(const auto rows,
         connection.query("SELECT severity, COUNT(*), MIN(CASE WHEN rca_done_at IS NULL THEN "
                          "rca_due END) FROM incidents WHERE status <> 'closed' GROUP BY severity",
                          {}));
  std::vector<IncidentFigures> figures;
  for (const auto severity :
       {IncidentSeverity::kSev1, IncidentSeverity::kSev2, IncidentSeverity::kSev3}) {
    IncidentFigures& figure = figures.emplace_back();
    figure.severity = severity;
    const auto row = std::find_if(rows.begin(), rows.end(), [severity](const store::Row& each) {
      return each[0].text() == to_string(severity);
    });
    if (row == rows.end()) continue;
    figure.open = static_cast<uint64_t>((*row)[1].integer());
    if ((*row)[2].is_null()) continue;
    const auto left = log::from_micros((*row)[2].integer()) - now;
    figure.rca_due_seconds = std::chrono::duration<double>(left).count();
  }
  return figures;
}

}  // namespace gs::res
