// The bodies of POST /incident and PATCH /incident/{id}, checked field by field.
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "base/utf8.h"
#include "res/incidents/incident.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr size_t kMaxText = 10'000;
constexpr size_t kMaxRca = 20'000;
constexpr size_t kMaxRefs = 50;
constexpr size_t kMaxRef = 500;

tl::unexpected<Error> wrong(std::string field, std::string problem) {
  return fail(ErrorCode::kInvalidInput, std::move(problem), std::move(field));
}

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// A text of 1 to `most` characters that is not blank.
Result<std::string> text_in(const json::value& value, const std::string& field, size_t most) {
  const json::string* text = value.if_string();
  if (text == nullptr) return wrong(field, "must be a string");
  if (blank(*text)) return wrong(field, "must not be empty");
  if (count_code_points(*text) > most) {
    return wrong(field, "must have at most " + std::to_string(most) + " characters");
  }
  return std::string(*text);
}

// One of the names of an enumeration, by its reader.
template <typename Enum>
Result<Enum> name_in(const json::value& value, const std::string& field,
                     std::optional<Enum> (*named)(std::string_view), std::string_view choices) {
  const json::string* text = value.if_string();
  const auto found = text == nullptr ? std::nullopt : named(*text);
  if (!found) return wrong(field, "must be one of " + std::string(choices));
  return *found;
}

constexpr std::string_view kSeverityChoices = "sev1, sev2, sev3";

Result<std::vector<std::string>> refs_in(const json::value& value) {
  const json::array* list = value.if_array();
  if (list == nullptr) return wrong("refs", "must be a list of strings");
  if (list->size() > kMaxRefs) {
    return wrong("refs", "must have at most " + std::to_string(kMaxRefs) + " entries");
  }
  std::vector<std::string> refs;
  for (const json::value& item : *list) {
    GS_TRY(std::string ref, text_in(item, "refs[" + std::to_string(refs.size()) + "]", kMaxRef));
    refs.push_back(std::move(ref));
  }
  return refs;
}

Status take_member(std::string_view name, const json::value& value, IncidentChange& change) {
  const std::string field(name);
  if (name == "status") {
    GS_TRY(change.status, name_in<IncidentStatus>(value, field, incident_status_named,
                                                  "open, contained, rca, closed"));
  } else if (name == "severity") {
    GS_TRY(change.severity,
           name_in<IncidentSeverity>(value, field, severity_named, kSeverityChoices));
  } else if (name == "reportable") {
    GS_TRY(change.reportable,
           name_in<Reportable>(value, field, reportable_named, "serious, widespread, death"));
  } else if (name == "note") {
    GS_TRY(change.note, text_in(value, field, kMaxText));
  } else if (name == "rca") {
    GS_TRY(change.rca, text_in(value, field, kMaxRca));
  } else {
    return wrong(escape_for_display(name, 60),
                 "is none of status, severity, reportable, note and rca");
  }
  return Ok{};
}

}  // namespace

Result<NewIncident> read_new_incident(const json::value& body) {
  const json::object* object = body.if_object();
  if (object == nullptr) return wrong("body", "must be an object");
  NewIncident incident;
  const json::value* severity = object->if_contains("severity");
  if (severity == nullptr) return wrong("severity", "is required");
  GS_TRY(incident.severity,
         name_in<IncidentSeverity>(*severity, "severity", severity_named, kSeverityChoices));
  const json::value* description = object->if_contains("description");
  if (description == nullptr) return wrong("description", "is required");
  GS_TRY(incident.description, text_in(*description, "description", kMaxText));
  const json::value* refs = object->if_contains("refs");
  if (refs == nullptr || refs->is_null()) return incident;
  GS_TRY(incident.refs, refs_in(*refs));
  return incident;
}

Result<IncidentChange> read_incident_change(const json::value& body) {
  const json::object* object = body.if_object();
  if (object == nullptr) return wrong("body", "must be an object");
  if (object->empty()) {
    return wrong("body", "must have one of status, severity, reportable, note and rca");
  }
  IncidentChange change;
  for (const auto& member : *object) {
    GS_CHECK_OK(take_member(member.key(), member.value(), change));
  }
  return change;
}

}  // namespace gs::res
