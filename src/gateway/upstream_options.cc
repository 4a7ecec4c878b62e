#include "gateway/upstream_options.h"

namespace gs::gateway {
namespace {

upstream::ServerOptions server_options(const settings::UpstreamSettings& from) {
  upstream::ServerOptions to;
  to.name = from.name;
  to.tls = from.url.is_tls;
  to.host = from.url.host;
  to.port = from.url.port;
  to.base_path = from.url.base_path;
  to.weight = from.weight;
  to.models = from.models;
  to.dialect = from.dialect == settings::Dialect::kHttp ? upstream::Dialect::kHttp
                                                        : upstream::Dialect::kOpenAi;
  to.key = from.key;
  to.health_path = from.health_path;
  to.tls_ca = from.tls_ca;
  to.tls_name = from.tls_name;
  return to;
}

}  // namespace

upstream::Options upstream_options(const settings::UpstreamsSettings& from) {
  upstream::Options to;
  for (const settings::UpstreamSettings& one : from.servers) {
    to.servers.push_back(server_options(one));
  }
  to.fallbacks = from.fallbacks;
  to.connect_timeout = from.timeouts.connect;
  to.first_byte_timeout = from.timeouts.first_byte;
  to.idle_timeout = from.timeouts.idle;
  to.total_timeout = from.timeouts.total;
  to.retries = from.retry.attempts;
  to.retry_budget = from.retry.budget;
  to.breaker_failures = from.breaker.failures;
  to.breaker_open = from.breaker.open;
  to.health_interval = from.health.interval;
  to.health_timeout = from.health.timeout;
  to.idle_connections = from.pool.idle;
  to.idle_connection_timeout = from.pool.idle_timeout;
  return to;
}

}  // namespace gs::gateway
