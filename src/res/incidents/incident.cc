#include "res/incidents/incident.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "base/utf8.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> kSeverities = {"sev1", "sev2", "sev3"};
constexpr std::array<std::string_view, 4> kStatuses = {"open", "contained", "rca", "closed"};
constexpr std::array<std::string_view, 3> kReportable = {"serious", "widespread", "death"};

template <typename Enum, size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

constexpr std::string_view kClosedIsFinal =
    "a closed incident takes notes alone; open a new one that refers to it";

// A policy may say any number; a century is as good as never and can be counted.
WallTime days_after(WallTime time, double days) {
  days = std::min(days, 36'525.0);
  return time + std::chrono::round<std::chrono::nanoseconds>(
                    std::chrono::duration<double, std::ratio<86400>>(days));
}

Status check_step(const Incident& before, const IncidentChange& change, IncidentStatus to) {
  const int steps = static_cast<int>(to) - static_cast<int>(before.status);
  if (steps < 0 && change.note.empty()) {
    return fail(ErrorCode::kInvalidInput, "is required: it says why the incident is reopened",
                "note");
  }
  if (steps > 1 && change.note.empty()) {
    return fail(ErrorCode::kInvalidInput, "is required: it says why a state is skipped", "note");
  }
  const bool has_rca = !before.rca.empty() || !change.rca.empty() || change.without_rca;
  if (to == IncidentStatus::kClosed && !has_rca) {
    return fail(ErrorCode::kInvalidInput,
                "is required: an incident is closed with its root cause, a text or a link", "rca");
  }
  return Ok{};
}

}  // namespace

std::string_view to_string(IncidentSeverity severity) {
  return kSeverities[static_cast<size_t>(severity)];
}
std::string_view to_string(IncidentStatus status) {
  return kStatuses[static_cast<size_t>(status)];
}
std::string_view to_string(Reportable kind) {
  return kReportable[static_cast<size_t>(kind)];
}

std::optional<IncidentSeverity> severity_named(std::string_view name) {
  return named<IncidentSeverity>(kSeverities, name);
}
std::optional<IncidentStatus> incident_status_named(std::string_view name) {
  return named<IncidentStatus>(kStatuses, name);
}
std::optional<Reportable> reportable_named(std::string_view name) {
  return named<Reportable>(kReportable, name);
}

std::string incident_path(std::string_view id) {
  return "/incident/" + std::string(id);
}

WallTime rca_due_at(WallTime opened, IncidentSeverity severity,
                    const policy::IncidentResponse& response) {
  const double hours = response.rca_sla_hours[static_cast<size_t>(severity)];
  return days_after(opened, hours / 24);
}

Result<Incident> change_incident(const Incident& before, const IncidentChange& change,
                                 const policy::IncidentResponse& response, WallTime now) {
  const bool more_than_note =
      change.status || change.severity || change.reportable || !change.rca.empty();
  if (before.status == IncidentStatus::kClosed && more_than_note) {
    return fail(ErrorCode::kAlreadyExists, std::string(kClosedIsFinal), "status");
  }
  Incident after = before;
  after.updated_at = now;
  if (change.status) {
    GS_CHECK_OK(check_step(before, change, *change.status));
    after.status = *change.status;
  }
  if (change.severity && *change.severity != before.severity) {
    after.severity = *change.severity;
    after.rca_due = rca_due_at(before.created_at, after.severity, response);
  }
  // Said again it does not move the date: the clock runs from when it was first known.
  if (change.reportable && change.reportable != before.reportable) {
    after.reportable = change.reportable;
    const double days = response.regulatory_days[static_cast<size_t>(*change.reportable)];
    after.regulatory_due = days_after(before.reportable_since.value_or(now), days);
    if (!after.reportable_since) after.reportable_since = now;
  }
  if (!change.rca.empty()) {
    after.rca = change.rca;
    if (!after.rca_done_at) after.rca_done_at = now;
  }
  return after;
}

}  // namespace gs::res
