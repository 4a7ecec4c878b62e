#include "res/incidents/incident_store.h"

#include "base/ids.h"
#include "res/incidents/incident_rows.h"
#include "res/incidents/outbox.h"

namespace gs::res {
namespace {

namespace json = boost::json;

// Read whole for each update, so their number is bounded.
constexpr size_t kMaxUpdates = 999;

json::object opening_of(const Incident& incident) {
  json::object content{{"severity", to_string(incident.severity)},
                       {"status", to_string(incident.status)},
                       {"description", incident.description},
                       {"refs", json::array(incident.refs.begin(), incident.refs.end())},
                       {"rca_due", to_rfc3339(incident.rca_due)}};
  if (incident.fingerprint.empty()) return content;
  content["fingerprint"] = incident.fingerprint;
  content["alert"] = "firing";
  return content;
}

// What became different, with what it was before.
json::object update_of(const Incident& before, const Incident& after,
                       const IncidentChange& change) {
  json::object content, was;
  if (after.status != before.status) {
    content["status"] = to_string(after.status);
    was["status"] = to_string(before.status);
  }
  if (after.severity != before.severity) {
    content["severity"] = to_string(after.severity);
    was["severity"] = to_string(before.severity);
    content["rca_due"] = to_rfc3339(after.rca_due);
  }
  if (after.reportable != before.reportable) {
    content["reportable"] = to_string(*after.reportable);
    content["regulatory_due"] = to_rfc3339(*after.regulatory_due);
    if (before.reportable) was["reportable"] = to_string(*before.reportable);
  }
  if (after.rca != before.rca) content["rca"] = after.rca;
  if (!change.note.empty()) content["note"] = change.note;
  if (content.empty()) return content;
  if (!change.alert.empty()) content["alert"] = change.alert;
  if (!was.empty()) content["was"] = std::move(was);
  return content;
}

std::string event_of(const Incident& before, const Incident& after) {
  if (after.status == before.status) return "incident_updated";
  if (after.status < before.status) return "incident_reopened";
  return "incident_" + std::string(to_string(after.status));
}

// The record of an event; the event as the history will show it.
Result<IncidentEvent> record(log::Batch& batch, std::string_view kind, std::string event,
                             const Incident& incident, json::object content,
                             const log::Actor& actor) {
  IncidentEvent result{0, batch.now(), event, actor.key_id, actor.claimed, content};
  GS_TRY(result.leaf_index, batch.commit_record({.kind = std::string(kind),
                                                 .event = std::move(event),
                                                 .subject = incident.id,
                                                 .actor = actor,
                                                 .content = std::move(content)}));
  return result;
}

}  // namespace

Result<Incident> open_incident(log::Batch& batch, const IncidentRules& rules,
                               const NewIncident& request, const log::Actor& actor) {
  if (!request.fingerprint.empty()) {
    GS_TRY(const auto id, open_incident_of_alert(batch.sql(), request.fingerprint));
    if (id) {
      return fail(ErrorCode::kAlreadyExists, "an incident of this alert is open: " + *id,
                  "fingerprint");
    }
  }
  Incident incident;
  incident.id = new_uuid_v7(batch.now());
  incident.severity = request.severity;
  incident.description = request.description;
  incident.refs = request.refs;
  incident.fingerprint = request.fingerprint;
  incident.created_at = incident.updated_at = batch.now();
  incident.rca_due = rca_due_at(batch.now(), incident.severity, rules.response);
  GS_TRY(IncidentEvent event,
         record(batch, "incident", "incident_opened", incident, opening_of(incident), actor));
  incident.leaf_index = event.leaf_index;
  incident.history.push_back(event);
  GS_CHECK_OK(insert_incident(batch.sql(), incident));
  GS_CHECK_OK(queue_deliveries(batch, rules.sinks, incident, event, rules.public_url));
  return incident;
}

Result<Incident> update_incident(log::Batch& batch, const IncidentRules& rules, std::string_view id,
                                 const IncidentChange& change, const log::Actor& actor) {
  GS_TRY(const Incident before, get_incident(batch.sql(), id));
  GS_TRY(Incident after, change_incident(before, change, rules.response, batch.now()));
  json::object content = update_of(before, after, change);
  if (content.empty()) return before;
  if (before.history.size() > kMaxUpdates) {
    return fail(ErrorCode::kTooLarge,
                "an incident takes at most " + std::to_string(kMaxUpdates) + " updates", "id");
  }
  GS_TRY(IncidentEvent event, record(batch, "incident_update", event_of(before, after), after,
                                     std::move(content), actor));
  after.history.push_back(event);
  GS_CHECK_OK(update_incident_row(batch.sql(), after));
  GS_CHECK_OK(queue_deliveries(batch, rules.sinks, after, event, rules.public_url));
  return after;
}

}  // namespace gs::res
