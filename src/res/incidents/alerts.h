// Alertmanager's webhook (version 4) -> incidents, one per alert fingerprint.
//
// firing, fingerprint without an incident that is not closed: opens one. Firing again: nothing,
// unless the severity changed (an update) or the incident had gone to contained or rca since the
// alert last fired because it had resolved (reopened: the fire is back).
// resolved: sev1 and sev2 go to `rca` (the fire is out, the analysis remains), sev3 is closed; both
// with the note "resolved by Alertmanager". An incident that somebody moved on is left as it is.
// Which, and why: docs/reference/incidents.md.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "res/incidents/incident.h"
#include "res/incidents/incident_store.h"
#include "res/log/log.h"

namespace gs::res {

struct Alert {
  bool firing = false;
  std::string fingerprint;
  IncidentSeverity severity = IncidentSeverity::kSev3;
  std::string description;        // of name, summary, description and labels; bounded
  std::vector<std::string> refs;  // generatorURL, runbook_url
};

// At most 1,000 alerts a message. Errors (kInvalidInput, where = "alerts[2].fingerprint";
// kTooLarge, where = "alerts").
Result<std::vector<Alert>> read_alerts(const boost::json::value& body);

struct AlertOutcome {
  std::string fingerprint;
  std::string incident_id;  // empty: resolved, and there was none
  std::string action;       // "opened", "updated", "reopened", "resolved", "unchanged"
};
Result<std::vector<AlertOutcome>> apply_alerts(log::Batch& batch, const IncidentRules& rules,
                                               const std::vector<Alert>& alerts,
                                               const log::Actor& actor);
// {received, opened, updated, reopened, resolved, unchanged, incidents[{fingerprint, id, action}]}
boost::json::object to_json(const std::vector<AlertOutcome>& outcomes);

}  // namespace gs::res
