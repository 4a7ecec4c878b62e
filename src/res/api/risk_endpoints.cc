#include "res/api/risk_endpoints.h"

#include <boost/json/array.hpp>

#include "res/api/answers.h"
#include "res/api/query.h"
#include "res/risk/registry.h"

namespace gs::res {
namespace {

namespace json = boost::json;

Result<std::optional<Metric>> metric_of(const Query& query) {
  const std::string name = query.text("metric");
  if (name.empty()) return std::nullopt;
  const std::optional<Metric> metric = metric_named(name);
  if (!metric) {
    return fail(ErrorCode::kInvalidInput, "is no metric of a snapshot, such as quality.pass_at_5",
                "metric");
  }
  return metric;
}

}  // namespace

Result<http::Response> get_risk_snapshot(const Call& call) {
  GS_TRY(const Query query, Query::parse(call.request.query));
  GS_TRY(const std::string model, query.required("model"));
  const RiskRules rules = RiskRules::of(call.api.policy()->model());
  GS_TRY(const auto connection, reader(call));
  GS_TRY(const Snapshot snapshot, read_snapshot(*connection, model, rules, call.api.clock.now()));
  return json_answer(to_json(snapshot));
}

Result<http::Response> get_risk_history(const Call& call) {
  GS_TRY(const Query query, Query::parse(call.request.query));
  HistoryFilter filter;
  GS_TRY(filter.model, query.required("model"));
  GS_TRY(filter.metric, metric_of(query));
  GS_TRY(filter.from, query.time("from"));
  GS_TRY(filter.to, query.time("to"));
  GS_TRY(filter.limit, query.limit(500, 5000));
  GS_TRY(const auto connection, reader(call));
  GS_TRY(json::array items, risk_history(*connection, filter));
  return json_answer(json::object{{"model_version", filter.model}, {"items", std::move(items)}});
}

Result<http::Response> get_models(const Call& call) {
  GS_TRY(const Query query, Query::parse(call.request.query));
  ModelsFilter filter;
  filter.after = query.text("cursor");
  GS_TRY(filter.limit, query.limit(100));
  GS_TRY(const auto connection, reader(call));
  GS_TRY(json::array items, list_models(*connection, filter));
  json::object body{{"next", nullptr}};
  if (items.size() == filter.limit) body["next"] = items.back().at("model_version");
  body["items"] = std::move(items);
  return json_answer(body);
}

}  // namespace gs::res
