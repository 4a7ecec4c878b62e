#include "res/incidents/alerts.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "base/utf8.h"
#include "res/incidents/incident_rows.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr size_t kMaxAlerts = 1000;
constexpr size_t kMaxLabels = 64;
constexpr size_t kMaxShown = 300;  // characters of a label or annotation
constexpr char kResolved[] = "resolved by Alertmanager";

tl::unexpected<Error> wrong(std::string field, std::string problem) {
  return fail(ErrorCode::kInvalidInput, std::move(problem), std::move(field));
}

Result<std::string> required_text(const json::object& object, std::string_view name,
                                  const std::string& path) {
  const json::value* value = object.if_contains(name);
  const std::string field = path + std::string(name);
  if (value == nullptr) return wrong(field, "is required");
  const json::string* text = value->if_string();
  if (text == nullptr) return wrong(field, "must be a string");
  return std::string(*text);
}

// A map of strings, as labels and annotations are; absent is empty.
Result<json::object> texts_in(const json::object& object, std::string_view name,
                              const std::string& path) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return json::object{};
  const std::string field = path + std::string(name);
  const json::object* map = value->if_object();
  if (map == nullptr) return wrong(field, "must be an object of strings");
  if (map->size() > kMaxLabels) return wrong(field, "must have at most 64 entries");
  for (const auto& entry : *map) {
    if (!entry.value().is_string()) {
      return wrong(field + "." + escape_for_display(entry.key(), 60), "must be a string");
    }
  }
  return *map;
}

std::string text_or_empty(const json::object& texts, std::string_view name) {
  const json::value* value = texts.if_contains(name);
  return value == nullptr ? std::string() : std::string(value->get_string());
}

IncidentSeverity severity_of(const json::object& labels) {
  if (const auto said = severity_named(text_or_empty(labels, "sev"))) return *said;
  const std::string severity = text_or_empty(labels, "severity");
  if (severity == "critical") return IncidentSeverity::kSev1;
  if (severity == "warning") return IncidentSeverity::kSev2;
  return IncidentSeverity::kSev3;
}

// "HighDrift: PSI above 0.2 (instance=a, model=m1)". Bounded: labels may be long.
std::string describe(const json::object& labels, const json::object& annotations) {
  std::string text = escape_for_display(text_or_empty(labels, "alertname"), kMaxShown);
  if (text.empty()) text = "alert";
  for (const char* name : {"summary", "description"}) {
    const std::string said = text_or_empty(annotations, name);
    if (!said.empty()) text += ": " + escape_for_display(said, kMaxShown);
  }
  std::string list;
  for (const auto& label : labels) {
    if (label.key() == "alertname" || list.size() > 4000) continue;
    list += (list.empty() ? "" : ", ") + escape_for_display(label.key(), 60) + "=" +
            escape_for_display(label.value().get_string(), 100);
  }
  return list.empty() ? text : text + " (" + list + ")";
}

void add_ref(const std::string& ref, Alert& alert) {
  if (!ref.empty() && count_code_points(ref) <= 500) alert.refs.push_back(ref);
}

Result<Alert> read_alert(const json::value& value, const std::string& path) {
  const json::object* object = value.if_object();
  if (object == nullptr) return wrong(path, "must be an object");
  const std::string inside = path + ".";
  Alert alert;
  GS_TRY(const std::string status, required_text(*object, "status", inside));
  if (status != "firing" && status != "resolved") {
    return wrong(inside + "status", "must be firing or resolved");
  }
  alert.firing = status == "firing";
  GS_TRY(alert.fingerprint, required_text(*object, "fingerprint", inside));
  if (alert.fingerprint.empty() || alert.fingerprint.size() > 128) {
    return wrong(inside + "fingerprint", "must have 1 to 128 characters");
  }
  GS_TRY(const json::object labels, texts_in(*object, "labels", inside));
  GS_TRY(const json::object annotations, texts_in(*object, "annotations", inside));
  alert.severity = severity_of(labels);
  alert.description = describe(labels, annotations);
  if (const json::value* url = object->if_contains("generatorURL"); url && url->is_string()) {
    add_ref(std::string(url->get_string()), alert);
  }
  add_ref(text_or_empty(annotations, "runbook_url"), alert);
  return alert;
}

// What Alertmanager said last of this incident's alert, as far as it was recorded.
bool resolved_last(const Incident& incident) {
  for (auto event = incident.history.rbegin(); event != incident.history.rend(); ++event) {
    const json::value* said = event->change.if_contains("alert");
    if (said != nullptr && said->is_string()) return said->get_string() == "resolved";
  }
  return false;
}

// Empty: nothing to change.
std::optional<IncidentChange> change_of(const Incident& incident, const Alert& alert) {
  const bool resolved_before = resolved_last(incident);
  IncidentChange change;
  change.alert = alert.firing ? "firing" : "resolved";
  if (!alert.firing) {
    if (resolved_before) return std::nullopt;
    change.note = kResolved;
    if (incident.status > IncidentStatus::kContained) return change;
    const bool minor = incident.severity == IncidentSeverity::kSev3;
    change.status = minor ? IncidentStatus::kClosed : IncidentStatus::kRca;
    change.without_rca = minor;
    return change;
  }
  if (resolved_before) {
    change.note = "the alert fires again";
    if (incident.status != IncidentStatus::kOpen) change.status = IncidentStatus::kOpen;
  }
  return resolved_before ? std::optional(change) : std::nullopt;
}

// The severity that the alert had when it last said something; an operator's own choice stays.
std::optional<IncidentSeverity> new_severity(const Incident& incident, const Alert& alert) {
  if (!alert.firing || alert.severity == incident.severity) return std::nullopt;
  for (auto event = incident.history.rbegin(); event != incident.history.rend(); ++event) {
    const json::value* severity = event->change.if_contains("severity");
    if (severity == nullptr || !severity->is_string()) continue;
    const bool by_alert = event->change.if_contains("alert") != nullptr;
    return by_alert ? std::optional(alert.severity) : std::nullopt;
  }
  return alert.severity;
}

Result<AlertOutcome> update_by(log::Batch& batch, const IncidentRules& rules,
                               const Incident& incident, const Alert& alert,
                               const log::Actor& actor) {
  std::optional<IncidentChange> change = change_of(incident, alert);
  if (const auto severity = new_severity(incident, alert)) {
    if (!change) change.emplace().alert = "firing";
    change->severity = severity;
  }
  if (!change) return AlertOutcome{alert.fingerprint, incident.id, "unchanged"};
  GS_TRY(const Incident after, update_incident(batch, rules, incident.id, *change, actor));
  std::string action = alert.firing ? "updated" : "resolved";
  if (after.status < incident.status) action = "reopened";
  return AlertOutcome{alert.fingerprint, incident.id, std::move(action)};
}

Result<AlertOutcome> apply(log::Batch& batch, const IncidentRules& rules, const Alert& alert,
                           const log::Actor& actor) {
  GS_TRY(const auto id, open_incident_of_alert(batch.sql(), alert.fingerprint));
  if (id) {
    GS_TRY(const Incident incident, get_incident(batch.sql(), *id));
    return update_by(batch, rules, incident, alert, actor);
  }
  if (!alert.firing) return AlertOutcome{alert.fingerprint, "", "unchanged"};
  const NewIncident request{alert.severity, alert.description, alert.refs, alert.fingerprint};
  GS_TRY(const Incident incident, open_incident(batch, rules, request, actor));
  return AlertOutcome{alert.fingerprint, incident.id, "opened"};
}

}  // namespace

Result<std::vector<Alert>> read_alerts(const json::value& body) {
  const json::object* object = body.if_object();
  if (object == nullptr) return wrong("body", "must be an object");
  if (const json::value* version = object->if_contains("version")) {
    if (!version->is_string() || version->get_string() != "4") {
      return wrong("version", "must be \"4\", the version of Alertmanager's webhook");
    }
  }
  const json::value* alerts = object->if_contains("alerts");
  if (alerts == nullptr) return wrong("alerts", "is required");
  if (!alerts->is_array()) return wrong("alerts", "must be a list");
  const json::array& list = alerts->get_array();
  if (list.size() > kMaxAlerts) {
    return fail(ErrorCode::kTooLarge, "more than 1000 alerts in one message", "alerts");
  }
  std::vector<Alert> result;
  for (const json::value& value : list) {
    GS_TRY(Alert alert, read_alert(value, "alerts[" + std::to_string(result.size()) + "]"));
    result.push_back(std::move(alert));
  }
  return result;
}

Result<std::vector<AlertOutcome>> apply_alerts(log::Batch& batch, const IncidentRules& rules,
                                               const std::vector<Alert>& alerts,
                                               const log::Actor& actor) {
  std::vector<AlertOutcome> outcomes;
  for (const Alert& alert : alerts) {
    GS_TRY(AlertOutcome outcome, apply(batch, rules, alert, actor));
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

json::object to_json(const std::vector<AlertOutcome>& outcomes) {
  json::object object{{"received", outcomes.size()}};
  json::array incidents;
  for (const char* action : {"opened", "updated", "reopened", "resolved", "unchanged"}) {
    object[action] = std::count_if(outcomes.begin(), outcomes.end(),
                                   [action](const auto& each) { return each.action == action; });
  }
  for (const AlertOutcome& outcome : outcomes) {
    json::value id = nullptr;
    if (!outcome.incident_id.empty()) id = outcome.incident_id;
    incidents.push_back(json::object{
        {"fingerprint", outcome.fingerprint}, {"id", std::move(id)}, {"action", outcome.action}});
  }
  object["incidents"] = std::move(incidents);
  return object;
}

}  // namespace gs::res
