#include "gateway/proxy.h"

#include "gateway/limits/redis_limits.h"
#include "gateway/model_endpoint.h"
#include "gateway/models_endpoint.h"
#include "gateway/upstream_options.h"
#include "settings/secret.h"

namespace gs::gateway {
namespace {

constexpr char kJson[] = "application/json";

std::vector<std::string> known_models(const settings::GatewaySettings& settings) {
  std::vector<std::string> models = settings.telemetry.models;
  for (const settings::UpstreamSettings& server : settings.upstreams.servers) {
    models.insert(models.end(), server.models.begin(), server.models.end());
  }
  return models;
}

OnLimitFailure on_failure_of(settings::OnRedisFailure from) {
  switch (from) {
    case settings::OnRedisFailure::kRefuse:
      return OnLimitFailure::kRefuse;
    case settings::OnRedisFailure::kAllow:
      return OnLimitFailure::kAllow;
    case settings::OnRedisFailure::kLocal:
      break;
  }
  return OnLimitFailure::kLocal;
}

}  // namespace

Proxy::Proxy(const Parts& parts) : settings_(parts.settings) {}

Result<std::unique_ptr<Proxy>> Proxy::create(const Parts& parts) {
  std::unique_ptr<Proxy> proxy(new Proxy(parts));
  GS_CHECK_OK(proxy->open(parts));
  return proxy;
}

Status Proxy::open(const Parts& parts) {
  const settings::GatewaySettings& settings = parts.settings;
  GS_TRY(upstreams_,
         upstream::Upstreams::create(upstream_options(settings.upstreams), settings.workers,
                                     parts.files, parts.clock, parts.on_event));
  GS_CHECK_OK(open_limits(parts));
  telemetry::ProxyMetrics& counts = parts.metrics.proxy();
  GS_TRY(traces_,
         service::TraceExport::start(settings.telemetry.otlp,
                                     {"governed-speed-gateway", parts.version}, parts.files,
                                     {counts.otlp_spans("exported"), counts.otlp_spans("dropped"),
                                      counts.otlp_spans("failed")},
                                     parts.clock));
  telemetry_ = std::make_unique<ExchangeTelemetry>(parts.metrics, known_models(settings),
                                                   settings.telemetry.sampling / 100.0,
                                                   traces_ ? &traces_->exporter() : nullptr);
  telemetry_->watch(*upstreams_);
  parts_ = std::make_unique<ModelParts>(
      ModelParts{.clock = parts.clock,
                 .judge = parts.judge,
                 .judging_pool = parts.judging_pool,
                 .panel = parts.panel,
                 .authentication = parts.authentication,
                 .upstreams = *upstreams_,
                 .limits = *limits_,
                 .telemetry = *telemetry_,
                 .limit_settings = settings.limits,
                 .settings = settings.proxy,
                 .default_model = settings.upstreams.default_model,
                 .answer_limit = settings.upstreams.answer_limit,
                 .event_limit = settings.upstreams.event_limit,
                 .json_limits = {settings.http.limits.json_depth, settings.http.limits.body}});
  return Ok{};
}

Status Proxy::open_limits(const Parts& parts) {
  const settings::LimitSettings& settings = parts.settings.limits;
  if (!settings.redis) {
    limits_ = std::make_unique<ProcessLimits>(parts.clock);
    return Ok{};
  }
  RedisLimitsOptions options;
  options.endpoint.host = settings.redis->host;
  options.endpoint.port = settings.redis->port;
  options.endpoint.database = settings.redis->database;
  GS_TRY(options.endpoint.password, settings::read_secret(settings.redis_password, parts.files));
  options.deadline = settings.redis_deadline;
  options.on_failure = on_failure_of(settings.on_redis_failure);
  // Longer than an exchange can take, so that no slot comes back while it is in use.
  options.slot_lease =
      std::chrono::duration_cast<std::chrono::seconds>(parts.settings.upstreams.timeouts.total) +
      std::chrono::seconds(60);
  limits_ = std::make_unique<RedisLimits>(std::move(options), parts.clock, parts.on_event);
  return Ok{};
}

std::vector<http::Route> Proxy::routes() const {
  std::vector<http::Route> routes;
  for (ModelRoute& route : model_routes()) {
    http::Route one;
    one.method = http::Method::kPost;
    one.pattern = route.path;
    one.accepts = kJson;
    one.coroutine = std::make_shared<ModelEndpoint>(*parts_, std::move(route));
    routes.push_back(std::move(one));
  }
  http::Route models;
  models.method = http::Method::kGet;
  models.pattern = "/v1/models";
  models.coroutine = std::make_shared<ModelsEndpoint>(*parts_);
  routes.push_back(std::move(models));
  return routes;
}

Status Proxy::start() {
  return upstreams_->start_health_checks();
}

void Proxy::stop() {
  if (traces_) traces_->stop();
}

}  // namespace gs::gateway
