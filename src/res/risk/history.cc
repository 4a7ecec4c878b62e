// What the registry lists: snapshots as they changed, and the models seen.
#include <algorithm>
#include <limits>

#include "base/json.h"
#include "res/risk/known_model.h"
#include "res/risk/registry.h"

namespace gs::res {
namespace {

namespace json = boost::json;

const json::value* member(const json::value* value, std::string_view name) {
  const json::object* object = value == nullptr ? nullptr : value->if_object();
  return object == nullptr ? nullptr : object->if_contains(name);
}

json::value copy_of(const json::value* value) {
  return value == nullptr ? json::value(nullptr) : *value;
}

// {value, status} of one metric of a stored snapshot.
json::object point_of(const json::value& body, Metric metric) {
  const bool at_run_time = static_cast<size_t>(metric) >= kFigures;
  const std::string_view name = at_run_time ? name_of(metric).series : name_of(metric).qualified;
  const json::value* figure = member(member(&body, at_run_time ? "runtime" : "detail"), name);
  return {{"value", copy_of(member(figure, "value"))},
          {"status", copy_of(member(figure, "status"))}};
}

json::object whole_point(const json::value& body) {
  json::object values;
  for (size_t i = 0; i < kMetrics; ++i) {
    const auto metric = static_cast<Metric>(i);
    values[name_of(metric).qualified] = point_of(body, metric);
  }
  return {{"eu_ai_act_tier", copy_of(member(&body, "eu_ai_act_tier"))},
          {"evidence_hash", copy_of(member(&body, "evidence_hash"))},
          {"values", std::move(values)}};
}

Status check_span(const HistoryFilter& filter) {
  if (filter.limit < 1 || filter.limit > 5000) {
    return fail(ErrorCode::kInvalidInput, "must be from 1 to 5000", "limit");
  }
  if (filter.from && filter.to && *filter.from > *filter.to) {
    return fail(ErrorCode::kInvalidInput, "must not be later than `to`", "from");
  }
  return Ok{};
}

Result<json::object> evidence_counts(store::Connection& connection, const std::string& model) {
  GS_TRY(const auto rows, connection.query("SELECT artifact_type, COUNT(*) FROM evidence WHERE "
                                           "model_version = $1 GROUP BY artifact_type "
                                           "ORDER BY artifact_type",
                                           {model}));
  json::object by_type;
  int64_t total = 0;
  for (const store::Row& row : rows) {
    by_type[row[0].text()] = row[1].integer();
    total += row[1].integer();
  }
  return json::object{{"total", total}, {"by_type", std::move(by_type)}};
}

Result<json::object> model_entry(store::Connection& connection, const store::Row& row) {
  const std::string& model = row[0].text();
  GS_TRY(json::object evidence, evidence_counts(connection, model));
  GS_TRY(const auto newest,
         connection.query("SELECT ts FROM snapshots WHERE model = $1 ORDER BY ts DESC LIMIT 1",
                          {model}));
  json::value snapshot_at = nullptr;
  if (!newest.empty()) snapshot_at = to_rfc3339(log::from_micros(newest[0][0].integer()));
  return json::object{{"model_version", model},
                      {"first_seen", to_rfc3339(log::from_micros(row[1].integer()))},
                      {"last_seen", to_rfc3339(log::from_micros(row[2].integer()))},
                      {"evidence", std::move(evidence)},
                      {"snapshot_at", std::move(snapshot_at)}};
}

}  // namespace

Result<json::array> risk_history(store::Connection& connection, const HistoryFilter& filter) {
  GS_CHECK_OK(check_span(filter));
  GS_CHECK_OK(check_model_known(connection, filter.model));
  constexpr int64_t kEver = std::numeric_limits<int64_t>::max();
  GS_TRY(auto rows, connection.query("SELECT leaf_index, ts, body FROM snapshots WHERE model = $1 "
                                     "AND ts >= $2 AND ts < $3 "
                                     "ORDER BY ts DESC, leaf_index DESC LIMIT $4",
                                     {filter.model, filter.from ? log::to_micros(*filter.from) : 0,
                                      filter.to ? log::to_micros(*filter.to) : kEver,
                                      static_cast<int64_t>(filter.limit)}));
  std::reverse(rows.begin(), rows.end());
  json::array points;
  for (const store::Row& row : rows) {
    const auto body = parse_json(row[2].text());
    if (!body) return fail(ErrorCode::kInternal, "a stored snapshot is no JSON", "snapshots");
    json::object point = filter.metric ? point_of(*body, *filter.metric) : whole_point(*body);
    point["timestamp"] = to_rfc3339(log::from_micros(row[1].integer()));
    point["leaf_index"] = row[0].integer();
    points.push_back(std::move(point));
  }
  return points;
}

Result<json::array> list_models(store::Connection& connection, const ModelsFilter& filter) {
  if (filter.limit < 1 || filter.limit > 1000) {
    return fail(ErrorCode::kInvalidInput, "must be from 1 to 1000", "limit");
  }
  GS_TRY(const auto rows,
         connection.query("SELECT model_version, first_seen, last_seen FROM models WHERE "
                          "model_version > $1 ORDER BY model_version LIMIT $2",
                          {filter.after, static_cast<int64_t>(filter.limit)}));
  json::array models;
  for (const store::Row& row : rows) {
    GS_TRY(json::object entry, model_entry(connection, row));
    models.push_back(std::move(entry));
  }
  return models;
}

}  // namespace gs::res
