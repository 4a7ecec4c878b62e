#include "res/api/status_endpoints.h"

#include "res/api/answers.h"
#include "res/api/governance_gauges.h"
#include "service/pages.h"

namespace gs::res {
namespace {

namespace json = boost::json;

json::object state_of(const std::string& problem) {
  if (problem.empty()) return {{"state", "usable"}};
  return {{"state", "unusable"}, {"problem", problem}};
}

Status ask_database(const Call& call) {
  GS_TRY(const auto connection, reader(call));
  GS_CHECK_OK(connection->query("SELECT 1", {}));
  return Ok{};
}

}  // namespace

Result<http::Response> get_health(const Call&) {
  return json_answer({{"status", "ok"}});
}

Result<http::Response> get_ready(const Call& call) {
  const Status database = ask_database(call);
  const std::string log_problem = call.api.log.problem();
  const bool stopping = call.api.stopping.load();
  const bool usable = database && log_problem.empty();
  const json::object body{
      {"status", stopping ? "stopping" : (usable ? "ready" : "waiting")},
      {"database", state_of(database ? "" : database.error().message)},
      {"log", state_of(log_problem)},
      {"log_size", call.api.log.published().head.size},
      {"policy", {{"state", "loaded"}, {"digest", call.api.policy()->digest()}}}};
  return json_answer(body, usable && !stopping ? 200 : 503);
}

Result<http::Response> get_metrics(const Call& call) {
  ApiMetrics& metrics = call.api.metrics;
  std::string text = metrics.expose();
  text += metrics.at_most_once_a_second(call.api.clock.steady(),
                                        [&] { return governance_gauges(call.api); });
  return text_answer(std::move(text), "text/plain; version=0.0.4; charset=utf-8");
}

Result<http::Response> get_openapi(const Call& call) {
  return service::openapi(call.api.values.openapi_document);
}

Result<http::Response> get_docs(const Call&) {
  return service::docs();
}

}  // namespace gs::res
