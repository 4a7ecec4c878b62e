#include "res/api/incident_endpoints.h"

#include <boost/json/array.hpp>

#include "res/api/answers.h"
#include "res/api/idempotency.h"
#include "res/api/query.h"
#include "res/incidents/alerts.h"
#include "res/incidents/incident_store.h"

namespace gs::res {
namespace {

namespace json = boost::json;

IncidentRules rules_of(const Call& call) {
  return {call.api.policy()->model().incident_response, call.api.sinks, call.api.values.public_url};
}

struct Opened {
  Incident incident;
  bool created = false;
};

// Opens the incident, or finds the one that the same request opened before.
Result<Opened> open_once(log::Batch& batch, const IncidentRules& rules, const NewIncident& incident,
                         const std::optional<IdempotencyKey>& key, const log::Actor& actor) {
  Opened opened;
  if (key) {
    GS_TRY(const auto before, key->made_before(batch.sql()));
    if (before) {
      GS_TRY(opened.incident, get_incident(batch.sql(), *before));
      return opened;
    }
  }
  GS_TRY(opened.incident, open_incident(batch, rules, incident, actor));
  opened.created = true;
  if (key) GS_CHECK_OK(key->remember(batch.sql(), opened.incident.id));
  return opened;
}

// {id, created_at, link, rca_due} and all else that is known of it.
http::Response incident_answer(const Call& call, const Incident& incident, int status) {
  return json_answer(to_json(incident, call.api.values.public_url, call.api.clock.now(), true),
                     status);
}

// A name among those of an enumeration, or nothing given.
template <typename Enum>
Result<std::optional<Enum>> named(const Query& query, std::string_view name,
                                  std::optional<Enum> (*find)(std::string_view)) {
  const std::string text = query.text(name);
  if (text.empty()) return std::nullopt;
  const std::optional<Enum> value = find(text);
  if (!value) return fail(ErrorCode::kInvalidInput, "is none that there is", std::string(name));
  return value;
}

Result<IncidentFilter> filter_of(const Query& query) {
  IncidentFilter filter;
  GS_TRY(filter.status, named(query, "status", &incident_status_named));
  GS_TRY(filter.severity, named(query, "severity", &severity_named));
  GS_TRY(filter.from, query.time("from"));
  GS_TRY(filter.to, query.time("to"));
  filter.cursor = query.text("cursor");
  GS_TRY(filter.limit, query.limit(100));
  return filter;
}

}  // namespace

http::Task<http::Response> post_incident(Call* call) {
  auto body = read_body(call->request, call->api.values.json);
  if (!body) co_return std::move(body).error();
  const Result<NewIncident> incident = read_new_incident(*body);
  if (!incident) co_return problem_of(incident.error());
  const auto key = IdempotencyKey::of(call->request, call->caller.id);
  if (!key) co_return problem_of(key.error());
  const IncidentRules rules = rules_of(*call);
  Opened opened;
  log::Operation operation = [&](log::Batch& batch) -> Status {
    GS_TRY(opened, open_once(batch, rules, *incident, *key, call->actor));
    return Ok{};
  };
  const Status committed = co_await commit(call, std::move(operation));
  if (!committed) co_return refused(*call, committed.error());
  if (opened.created) call->api.wake_sinks();
  // A repetition is answered as the first request was.
  http::Response response = incident_answer(*call, opened.incident, 201);
  response.with_header("location", incident_path(opened.incident.id));
  if (!opened.created) response.with_header("idempotency-replayed", "true");
  co_return response;
}

Result<http::Response> get_incident_list(const Call& call) {
  GS_TRY(const Query query, Query::parse(call.request.query));
  GS_TRY(const IncidentFilter filter, filter_of(query));
  GS_TRY(const auto connection, reader(call));
  GS_TRY(const IncidentPage page, list_incidents(*connection, filter));
  const WallTime now = call.api.clock.now();
  json::array items;
  for (const Incident& incident : page.incidents) {
    items.push_back(to_json(incident, call.api.values.public_url, now, false));
  }
  json::object body{{"items", std::move(items)}, {"next", nullptr}};
  if (!page.next.empty()) body["next"] = page.next;
  return json_answer(body);
}

Result<http::Response> get_one_incident(const Call& call) {
  GS_TRY(const auto connection, reader(call));
  GS_TRY(const Incident incident, get_incident(*connection, parameter(call, "id")));
  return incident_answer(call, incident, 200);
}

http::Task<http::Response> patch_incident(Call* call) {
  auto body = read_body(call->request, call->api.values.json);
  if (!body) co_return std::move(body).error();
  const Result<IncidentChange> change = read_incident_change(*body);
  if (!change) co_return problem_of(change.error());
  const IncidentRules rules = rules_of(*call);
  const std::string id(parameter(*call, "id"));
  Incident incident;
  log::Operation operation = [&](log::Batch& batch) -> Status {
    GS_TRY(incident, update_incident(batch, rules, id, *change, call->actor));
    return Ok{};
  };
  const Status committed = co_await commit(call, std::move(operation));
  if (!committed) co_return refused(*call, committed.error());
  call->api.wake_sinks();
  co_return incident_answer(*call, incident, 200);
}

http::Task<http::Response> post_alerts(Call* call) {
  auto body = read_body(call->request, call->api.values.json);
  if (!body) co_return std::move(body).error();
  const Result<std::vector<Alert>> alerts = read_alerts(*body);
  if (!alerts) co_return problem_of(alerts.error());
  const IncidentRules rules = rules_of(*call);
  std::vector<AlertOutcome> outcomes;
  log::Operation operation = [&](log::Batch& batch) -> Status {
    GS_TRY(outcomes, apply_alerts(batch, rules, *alerts, call->actor));
    return Ok{};
  };
  const Status committed = co_await commit(call, std::move(operation));
  if (!committed) co_return refused(*call, committed.error());
  call->api.wake_sinks();
  co_return json_answer(to_json(outcomes));
}

}  // namespace gs::res
