// Incidents in the database and in the log: each opening and each update is a record and, in the
// same transaction, its row and what is to be sent to the sinks.
//
// Functions with a Batch run inside Log::submit() (perhaps more than once); those with a Connection
// on a reader. Errors of the database, and what is said at each.
#pragma once

#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "policy/model.h"
#include "res/incidents/incident.h"
#include "res/incidents/sink.h"
#include "res/log/log.h"
#include "res/store/database.h"

namespace gs::res {

// What applies to incidents: the policy's clocks, whom to tell, and where links point. Held by the
// caller while the operation may run.
struct IncidentRules {
  policy::IncidentResponse response;
  std::vector<SinkSettings> sinks;
  std::string public_url;  // without a slash at its end
};

// Record kind `incident`, event incident_opened. kAlreadyExists: an incident of that alert is open.
Result<Incident> open_incident(log::Batch& batch, const IncidentRules& rules,
                               const NewIncident& incident, const log::Actor& actor);

// Record kind `incident_update`, event incident_updated, incident_contained, incident_rca,
// incident_closed or incident_reopened. kNotFound (where = "id"); errors of change_incident(). A
// change that changes nothing (and has no note) writes nothing.
Result<Incident> update_incident(log::Batch& batch, const IncidentRules& rules, std::string_view id,
                                 const IncidentChange& change, const log::Actor& actor);

// With its history. kNotFound (where = "id").
Result<Incident> get_incident(store::Connection& connection, std::string_view id);

struct IncidentFilter {
  std::optional<IncidentStatus> status;
  std::optional<IncidentSeverity> severity;
  std::optional<WallTime> from, to;  // of created_at, from <= t < to
  std::string cursor;                // IncidentPage::next of the page before
  unsigned limit = 100;              // 1..1000
};
struct IncidentPage {
  std::vector<Incident> incidents;  // newest first, without history
  std::string next;                 // empty: the last page
};
// kInvalidInput (where = "cursor", "limit").
Result<IncidentPage> list_incidents(store::Connection& connection, const IncidentFilter& filter);

// For GET /metrics: res_incidents_open{severity}, res_incident_rca_due_seconds{severity}.
struct IncidentFigures {
  IncidentSeverity severity = IncidentSeverity::kSev1;
  uint64_t open = 0;  // not closed
  // To the nearest rca_due of those whose analysis is not done; below zero: overdue.
  std::optional<double> rca_due_seconds;
};
Result<std::vector<IncidentFigures>> incident_figures(store::Connection& connection, WallTime now);

}  // namespace gs::res
