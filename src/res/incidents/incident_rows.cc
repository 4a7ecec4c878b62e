#include "res/incidents/incident_rows.h"

#include "res/log/log.h"

namespace gs::res {
namespace {

std::optional<WallTime> time_or_nothing(const store::Value& value) {
  if (value.is_null()) return std::nullopt;
  return log::from_micros(value.integer());
}

store::Value time_or_null(const std::optional<WallTime>& time) {
  return time ? store::Value(log::to_micros(*time)) : store::Value();
}

}  // namespace

Result<Incident> incident_of(const store::Row& row) {
  const auto severity = severity_named(row[2].text());
  const auto status = incident_status_named(row[3].text());
  if (!severity || !status) {
    return fail(ErrorCode::kInternal, "the row of an incident is damaged", row[0].text());
  }
  Incident incident;
  incident.id = row[0].text();
  incident.leaf_index = static_cast<uint64_t>(row[1].integer());
  incident.severity = *severity;
  incident.status = *status;
  incident.created_at = log::from_micros(row[4].integer());
  incident.updated_at = log::from_micros(row[5].integer());
  incident.rca_due = log::from_micros(row[6].integer());
  incident.regulatory_due = time_or_nothing(row[7]);
  incident.rca_done_at = time_or_nothing(row[8]);
  incident.fingerprint = row[9].text();
  incident.description = row[10].text();
  return incident;
}

Result<std::optional<std::string>> open_incident_of_alert(store::Connection& connection,
                                                          std::string_view fingerprint) {
  GS_TRY(const auto rows, connection.query("SELECT id FROM incidents WHERE fingerprint = $1 AND "
                                           "fingerprint IS NOT NULL AND status <> 'closed'",
                                           {fingerprint}));
  if (rows.empty()) return std::nullopt;
  return rows[0][0].text();
}

Status insert_incident(store::Connection& connection, const Incident& incident) {
  const store::Value fingerprint =
      incident.fingerprint.empty() ? store::Value() : store::Value(incident.fingerprint);
  GS_CHECK_OK(connection.execute(
      "INSERT INTO incidents (id, leaf_index, severity, status, created_at, updated_at, rca_due, "
      "fingerprint, description) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {incident.id, incident.leaf_index, to_string(incident.severity), to_string(incident.status),
       log::to_micros(incident.created_at), log::to_micros(incident.updated_at),
       log::to_micros(incident.rca_due), fingerprint, incident.description}));
  return Ok{};
}

Status update_incident_row(store::Connection& connection, const Incident& incident) {
  GS_CHECK_OK(connection.execute(
      "UPDATE incidents SET severity = $2, status = $3, updated_at = $4, rca_due = $5, "
      "regulatory_due = $6, rca_done_at = $7 WHERE id = $1",
      {incident.id, to_string(incident.severity), to_string(incident.status),
       log::to_micros(incident.updated_at), log::to_micros(incident.rca_due),
       time_or_null(incident.regulatory_due), time_or_null(incident.rca_done_at)}));
  return Ok{};
}

}  // namespace gs::res
