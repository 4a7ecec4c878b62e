// The rows of the table `incidents`; what records say beside them is read by get_incident().
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "res/incidents/incident.h"
#include "res/store/database.h"

namespace gs::res {

// The columns that incident_of() reads, in its order.
inline constexpr std::string_view kIncidentColumns =
    "id, leaf_index, severity, status, created_at, updated_at, rca_due, regulatory_due, "
    "rca_done_at, fingerprint, description";

Result<Incident> incident_of(const store::Row& row);  // kInternal: a row with an unknown word

// Of the incident of that alert that is not closed: its id.
Result<std::optional<std::string>> open_incident_of_alert(store::Connection& connection,
                                                          std::string_view fingerprint);

Status insert_incident(store::Connection& connection, const Incident& incident);
Status update_incident_row(store::Connection& connection, const Incident& incident);

}  // namespace gs::res
