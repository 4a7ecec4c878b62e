// Incidents as answers show them.
#include <boost/json/array.hpp>

#include "res/incidents/incident.h"

namespace gs::res {
namespace {

namespace json = boost::json;

json::value time_or_null(const std::optional<WallTime>& time) {
  return time ? json::value(to_rfc3339(*time)) : json::value(nullptr);
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object event_json(const IncidentEvent& event) {
  return {{"leaf_index", event.leaf_index},
          {"timestamp", to_rfc3339(event.ts)},
          {"event", event.event},
          {"actor", event.actor},
          {"claimed_user", text_or_null(event.claimed_user)},
          {"change", event.change}};
}

}  // namespace

json::object to_json(const Incident& incident, std::string_view public_url, WallTime now,
                     bool whole) {
  json::object object{
      {"id", incident.id},
      {"leaf_index", incident.leaf_index},
      {"severity", to_string(incident.severity)},
      {"status", to_string(incident.status)},
      {"description", incident.description},
      {"created_at", to_rfc3339(incident.created_at)},
      {"updated_at", to_rfc3339(incident.updated_at)},
      {"rca_due", to_rfc3339(incident.rca_due)},
      {"rca_done_at", time_or_null(incident.rca_done_at)},
      {"rca_overdue", incident.rca_done_at.value_or(now) > incident.rca_due},
      {"regulatory_due", time_or_null(incident.regulatory_due)},
      {"fingerprint", text_or_null(incident.fingerprint)},
      {"link", std::string(public_url) + incident_path(incident.id)},
  };
  if (!whole) return object;
  object["refs"] = json::array(incident.refs.begin(), incident.refs.end());
  object["rca"] = text_or_null(incident.rca);
  object["reportable"] = nullptr;
  if (incident.reportable) object["reportable"] = to_string(*incident.reportable);
  json::array history;
  for (const IncidentEvent& event : incident.history) history.push_back(event_json(event));
  object["history"] = std::move(history);
  return object;
}

}  // namespace gs::res
