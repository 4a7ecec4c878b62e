// Incidents: what they are, what a request may ask of them, and which changes are legal. Pure.
//
// States: open -> contained -> rca -> closed.
//   forward  one step at a time freely; skipping a state needs a `note` that says why;
//   back     (reopened: the fire was not out) from contained or rca, needs a `note`;
//   closed   needs the `rca` to be there (a text or a link), given before or with the change;
//   final:
//            no further status, severity or duty, notes alone.
// Two clocks: rca_due = opening + hours of the severity (policy incident_response.rca_sla_hours;
// moved when the severity changes), regulatory_due = when it was said to be reportable + days of
// its kind (regulatory_days); another kind moves it, the same kind again does not.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "policy/model.h"

namespace gs::res {

enum class IncidentSeverity : uint8_t { kSev1, kSev2, kSev3 };
enum class IncidentStatus : uint8_t { kOpen, kContained, kRca, kClosed };
enum class Reportable : uint8_t { kSerious, kWidespread, kDeath };

std::string_view to_string(IncidentSeverity severity);  // "sev1"
std::string_view to_string(IncidentStatus status);      // "open"
std::string_view to_string(Reportable kind);            // "serious"
std::optional<IncidentSeverity> severity_named(std::string_view name);
std::optional<IncidentStatus> incident_status_named(std::string_view name);
std::optional<Reportable> reportable_named(std::string_view name);

// One opening or update, as its record says it.
struct IncidentEvent {
  uint64_t leaf_index = 0;
  WallTime ts;
  std::string event;           // "incident_opened", "incident_updated", "incident_reopened", ...
  std::string actor;           // opaque key id
  std::string claimed_user;    // may be empty
  boost::json::object change;  // what the record says of it; empty after an erasure
};

struct Incident {
  std::string id;  // UUIDv7
  uint64_t leaf_index = 0;
  IncidentSeverity severity = IncidentSeverity::kSev3;
  IncidentStatus status = IncidentStatus::kOpen;
  std::string description;
  WallTime created_at, updated_at, rca_due;
  std::optional<WallTime> regulatory_due;
  std::optional<WallTime> rca_done_at;
  std::string fingerprint;  // of the alert that opened it; empty: opened by hand

  // From the records: filled by get_incident() and by what opens and updates, not by the list.
  std::vector<std::string> refs;
  std::string rca;
  std::optional<Reportable> reportable;
  std::optional<WallTime> reportable_since;  // when it was first said to be
  std::vector<IncidentEvent> history;        // oldest first; at most the newest 1,000
};

// The path "/incident/<id>"; the caller puts the service's public URL in front.
std::string incident_path(std::string_view id);

// {id, leaf_index, severity, status, description, created_at, updated_at, rca_due, rca_done_at,
// rca_overdue, regulatory_due, fingerprint, link} and, `whole`, {refs, rca, reportable, history[]}.
// `public_url` without a slash at its end; empty: the link is the path.
boost::json::object to_json(const Incident& incident, std::string_view public_url, WallTime now,
                            bool whole);

// The body of POST /incident {severity, description, refs?}; other members are ignored.
struct NewIncident {
  IncidentSeverity severity = IncidentSeverity::kSev3;
  std::string description;        // 1..10,000 characters, not blank
  std::vector<std::string> refs;  // at most 50, each 1..500 characters
  std::string fingerprint;        // of the alert that opens it; not from the body
};
// Errors (kInvalidInput): where = the field: "severity", "refs[3]", "body".
Result<NewIncident> read_new_incident(const boost::json::value& body);

// The body of PATCH /incident/{id}; at least one member, no others.
struct IncidentChange {
  std::optional<IncidentStatus> status;
  std::optional<IncidentSeverity> severity;
  std::optional<Reportable> reportable;
  std::string note;  // at most 10,000 characters
  std::string rca;   // text or link, at most 20,000 characters

  // Not from a body: what an alert caused.
  bool without_rca = false;  // may be closed without one
  std::string alert;         // "firing" or "resolved"; empty: no alert
};
Result<IncidentChange> read_incident_change(const boost::json::value& body);

// The incident after the change. Errors: kInvalidInput (where = field): something is missing for it
// ("note", "rca"); kAlreadyExists (where = "status"): the state it is in forbids it.
Result<Incident> change_incident(const Incident& before, const IncidentChange& change,
                                 const policy::IncidentResponse& response, WallTime now);

WallTime rca_due_at(WallTime opened, IncidentSeverity severity,
                    const policy::IncidentResponse& response);

}  // namespace gs::res
